"""A dead letter's copy for people and tools on `<service>.dlq`: the record's own bytes and headers, and what was wrong.

The table `parked_event` is the truth; the topic is a log, and nothing reads it back."""

import json
from base64 import b64decode, b64encode
from typing import Any

from opentelemetry.trace import INVALID_SPAN

from shared import clock, ids
from shared.events.envelope import rfc3339
from shared.messaging.headers import headers_from_json, in_utf_8
from shared.messaging.message import Message
from shared.messaging.parking import Failure
from shared.messaging.saying import Voice
from shared.messaging.tables import ParkedEvent


def dlq_of(service: str) -> str:
    """The topic of a service's dead letters."""
    return f"{service}.dlq"


def seal_dead_letter(row: ParkedEvent, failure: Failure, service: str) -> dict[str, Any]:
    """The outbox row of a dead letter's copy."""
    letter_id = ids.new_id()
    with Voice(failure.step) as voice:
        said = voice.say(dlq_of(service), row.key, letter_id)
    told = {
        "choreo-error": row.error,
        "choreo-origin": f"{row.topic}/{row.partition}/{row.offset}/{row.timestamp}",
        "choreo-attempts": str(row.attempts),
        "choreo-parked-id": row.id,
        "choreo-trace": row.traceparent or "",
    }
    headers = [*json.loads(row.headers), *([name, b64encode(value.encode()).decode()] for name, value in told.items())]
    return {
        "id": letter_id,
        "aggregatetype": dlq_of(service),
        "aggregateid": (row.key or b"").decode("utf-8", "replace").replace("\x00", "\\x00"),
        "type": row.topic,
        "payload": row.value,
        "ce_specversion": "1.0",
        "ce_source": service,
        "ce_time": rfc3339(clock.now()),
        "ce_subject": row.event_id,
        "ce_dataschema": "",
        "content_type": "application/octet-stream",
        **said,
        "dead_letter": json.dumps(
            {"key": None if row.key is None else b64encode(row.key).decode(), "headers": headers}
        ),
    }


def message_of_dead_letter(row: dict[str, Any]) -> Message:
    """The message of such an outbox row: key, value and headers as the record had them, and ours after them. Only names
    that are no UTF-8 are told otherwise, since a producer has no others."""
    kept = json.loads(row["dead_letter"])
    key = None if kept["key"] is None else b64decode(kept["key"])
    headers = tuple((in_utf_8(name), value) for name, value in headers_from_json(json.dumps(kept["headers"])))
    span = row.get("span", INVALID_SPAN)
    told = row["traceparent"], row.get("said_by"), span
    return Message(row["id"], row["aggregatetype"], key, row["payload"], headers, *told)
