"""The document, put together."""

import json
import tomllib
from pathlib import Path
from typing import Any

from choreo.documents.asyncapi import kafka
from choreo.documents.asyncapi.channels import channel, channel_of, dead_letters_of
from choreo.documents.asyncapi.headers import DEAD_LETTER, HEADERS
from choreo.documents.asyncapi.messages import card, dead_letter, messages_of
from choreo.documents.asyncapi.operations import operations_of
from choreo.documents.asyncapi.payloads import components, schemas_of
from choreo.documents.choreography import Choreography
from choreo.documents.flow import in_order
from choreo.documents.schemas.files import json_schema
from shared.messaging.cards import CARDS, Card

PATH = Path("docs/asyncapi.json")

_ABOUT = """\
An online shop's order flow as services that only publish and hear events on Kafka; nobody conducts. Written from the \
code by `choreo docs`.

Every event is on a topic of its own name. Its headers are CloudEvents 1.0 in Kafka's binary mode, and W3C Trace \
Context. A record without any header is an event too: type = topic, version = the current one. Unknown fields are \
ignored. An event may come twice, late, and before those that it follows from."""

_SERVER = {
    "host": "{broker}",
    "protocol": "kafka",
    "description": "Apache Kafka, as CHOREO_KAFKA names it.",
    "variables": {"broker": {"default": "127.0.0.1:9092", "description": "Host and port of a broker."}},
}


def write_asyncapi(choreography: Choreography) -> str:
    """The document as the code has it."""
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    events = [event for group in in_order(choreography) for event in group]
    messages = {name: message for event in events for name, message in messages_of(event, choreography).items()}
    document: dict[str, Any] = {
        "asyncapi": "3.0.0",
        "info": {
            "title": project["name"].capitalize(),
            "version": project["version"],
            "description": _ABOUT,
            "tags": [{"name": service.name} for service in choreography.services],
        },
        "defaultContentType": "application/json",
        "servers": {"kafka": _SERVER},
        "channels": {
            **{event.topic: channel_of(event) for event in events},
            **dict(map(dead_letters_of, choreography.services)),
            CARDS: channel(CARDS, "Every service writes its card when it starts.", ["card"], kafka.COMPACTED),
        },
        "operations": operations_of(choreography),
        "components": {
            "messages": {**messages, "dead-letter": dead_letter(), "card": card()},
            "schemas": {
                "headers": HEADERS,
                "dead-letter-headers": DEAD_LETTER,
                **components("card", json_schema(Card)),
                **{name: schema for event in events for name, schema in schemas_of(event).items()},
            },
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
