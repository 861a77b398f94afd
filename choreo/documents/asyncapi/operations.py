"""What each service receives and sends."""

from typing import Any

from choreo.documents.choreography import Choreography, Kind, Step
from choreo.documents.sentences import listed
from shared.messaging.cards import CARDS
from shared.messaging.dead_letters import dlq_of
from shared.service import Service


def operations_of(choreography: Choreography) -> dict[str, Any]:
    """By name: `payment_service.hears.order.created`, `payment_service.says.payment.failed`."""
    return {
        name: operation
        for service in choreography.services
        for name, operation in _of(service, choreography.steps_of(service.name)).items()
    }


def _of(service: Service, steps: list[Step]) -> dict[str, Any]:
    heard = {event.topic: event for event in service.subscriptions.handlers}
    said = {event.topic: event for event in service.emits}
    letters = dlq_of(service.name)
    return {
        **{f"{service.name}.hears.{topic}": _hears(service, heard[topic], steps) for topic in sorted(heard)},
        **{f"{service.name}.says.{topic}": _says(service, said[topic], steps) for topic in sorted(said)},
        f"{service.name}.says.{letters}": {
            **_operation(service, "send", letters),
            "summary": "What it could not handle, after the last try.",
        },
        f"{service.name}.says.{CARDS}": {
            **_operation(service, "send", CARDS),
            "summary": "Its card, when it starts.",
        },
    }


def _hears(service: Service, event: Kind, steps: list[Step]) -> dict[str, Any]:
    [step] = [step for step in steps if event.topic in step.hears]
    answer = f"It may say {listed(step.says, 'or')}." if step.says else "It says nothing."
    return {
        **_operation(service, "receive", event.topic),
        "title": step.name,
        "summary": step.does,
        "description": answer,
    }


def _says(service: Service, event: Kind, steps: list[Step]) -> dict[str, Any]:
    saying = [step for step in steps if event.topic in step.says]
    when = [
        f"{step.name}, on {listed(step.hears, 'or')}" if step.hears else f"{step.name}, when asked" for step in saying
    ]
    return {
        **_operation(service, "send", event.topic),
        "summary": " ".join(dict.fromkeys(step.does for step in saying)),
        "description": f"Said by {'; by '.join(when)}.",
    }


def _operation(service: Service, action: str, topic: str) -> dict[str, Any]:
    return {"action": action, "channel": {"$ref": f"#/channels/{topic}"}, "tags": [{"name": service.name}]}
