"""A message for each version of an event; a dead letter; a card."""

from typing import Any

from choreo.documents.asyncapi import kafka
from choreo.documents.asyncapi.payloads import name_of, versions_of
from choreo.documents.choreography import Choreography, Kind, first_paragraph
from shared.events.envelope import dataschema


def messages_of(event: Kind, choreography: Choreography) -> dict[str, Any]:
    """By name."""
    return {
        name_of(event, version): {
            "name": name_of(event, version),
            "title": f"{event.__name__}, version {version}",
            "summary": first_paragraph(event),
            "contentType": "application/json",
            "headers": _headers(event, version, choreography.speakers(event)),
            "payload": {"$ref": f"#/components/schemas/{name_of(event, version)}"},
            "bindings": kafka.key(_key(event, schema)),
        }
        for version, schema in versions_of(event).items()
    }


def dead_letter() -> dict[str, Any]:
    """A copy of what a service could not handle."""
    return {
        "name": "dead-letter",
        "title": "Dead letter",
        "summary": "A record that could not be handled: its key, its bytes and its headers, and what was wrong.",
        "contentType": "application/octet-stream",
        "headers": {"$ref": "#/components/schemas/dead-letter-headers"},
        "payload": {"description": "The record's own bytes, whatever they are."},
        "bindings": kafka.key({"description": "The record's own key."}),
    }


def card() -> dict[str, Any]:
    """What a service writes of itself."""
    return {
        "name": "card",
        "title": "Card",
        "summary": "What a service hears, says and promises, and where it is asked how it does.",
        "contentType": "application/json",
        "payload": {"$ref": "#/components/schemas/card"},
        "bindings": kafka.key({"type": "string", "description": "The service and its address."}),
    }


def _key(event: Kind, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of the field that its records have as their key."""
    field = event.model_construct(None, **{field: field for field in event.model_fields}).key
    asked: dict[str, Any] = schema.get("properties", {}).get(field, {"type": "string"})
    return {**asked, "description": f"The body's {field}."}


def _headers(event: Kind, version: int, speakers: list[str]) -> dict[str, Any]:
    told = {
        "ce_type": {"const": event.topic},
        "ce_dataschema": {"const": dataschema(event.topic, version)},
        "ce_source": {"examples": speakers},
    }
    return {"type": "object", "allOf": [{"$ref": "#/components/schemas/headers"}, {"properties": told}]}
