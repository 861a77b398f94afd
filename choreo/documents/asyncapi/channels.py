"""A channel for each event, and one for each service's dead letters."""

from typing import Any

from choreo.documents.asyncapi import kafka
from choreo.documents.asyncapi.payloads import name_of, versions_of
from choreo.documents.choreography import Kind, first_paragraph
from shared.events import ProductListed
from shared.messaging.dead_letters import ROOM, dlq_of
from shared.service import Service


def channel_of(event: Kind) -> dict[str, Any]:
    """An event's topic."""
    names = [name_of(event, version) for version in versions_of(event)]
    kept = kafka.COMPACTED if event is ProductListed else kafka.kept_for_days()
    return channel(event.topic, first_paragraph(event), names, kept)


def dead_letters_of(service: Service) -> tuple[str, dict[str, Any]]:
    """By its name."""
    name = dlq_of(service.name)
    about = f"Copies of what {service.name} could not handle. Its table is the truth, this a log for people and tools."
    return name, channel(name, about, ["dead-letter"], {**kafka.kept_for_days(), "max.message.bytes": ROOM})


def channel(topic: str, about: str, messages: list[str], kept: dict[str, Any]) -> dict[str, Any]:
    """A topic, with the messages that it carries."""
    return {
        "address": topic,
        "title": topic,
        "description": about,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "bindings": kafka.topic(kept),
    }
