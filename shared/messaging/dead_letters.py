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

ROOM = 2 * 1024 * 1024
"""Bytes of a message on the topic of dead letters, at most; Kafka's own limit for other topics is the half of it, but a
record that came compressed may be far larger."""
_OURS = 64 * 1024
"""Of these, what is kept for our own headers and the rest."""


def dlq_of(service: str) -> str:
    """The topic of a service's dead letters."""
    return f"{service}.dlq"


def seal_dead_letter(row: ParkedEvent, failure: Failure, service: str) -> dict[str, Any]:
    """The outbox row of a dead letter's copy. Where there is no room for the whole record, `choreo-left-out` says what
    only the table has."""
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
    key, value, theirs = _as_far_as_there_is_room(row, told)
    headers = [*json.loads(theirs), *([name, b64encode(text.encode()).decode()] for name, text in told.items())]
    return {
        "id": letter_id,
        "aggregatetype": dlq_of(service),
        "aggregateid": (row.key or b"").decode("utf-8", "replace").replace("\x00", "\\x00"),
        "type": row.topic,
        "payload": value,
        "ce_specversion": "1.0",
        "ce_source": service,
        "ce_time": rfc3339(clock.now()),
        "ce_subject": row.event_id,
        "ce_dataschema": "",
        "content_type": "application/octet-stream",
        **said,
        "dead_letter": json.dumps({"key": None if key is None else b64encode(key).decode(), "headers": headers}),
    }


def _as_far_as_there_is_room(row: ParkedEvent, told: dict[str, str]) -> tuple[bytes | None, bytes | None, str]:
    """Key, value and headers."""
    key, value, headers = row.key, row.value, row.headers
    if len(key or b"") + len(value or b"") + len(headers) <= ROOM - _OURS:
        return key, value, headers
    if len(key or b"") + len(headers) <= ROOM - _OURS:
        told["choreo-left-out"] = f"the value of {len(value or b'')} bytes; parked_event has it"
        return key, None, headers
    told["choreo-left-out"] = "key, value and headers; parked_event has them"
    return None, None, "[]"


def message_of_dead_letter(row: dict[str, Any]) -> Message:
    """The message of such an outbox row: key, value and headers as the record had them, and ours after them. Only names
    that are no UTF-8 are told otherwise, since a producer has no others."""
    kept = json.loads(row["dead_letter"])
    key = None if kept["key"] is None else b64decode(kept["key"])
    headers = tuple((in_utf_8(name), value) for name, value in headers_from_json(json.dumps(kept["headers"])))
    span = row.get("span", INVALID_SPAN)
    told = row["traceparent"], row.get("said_by"), span
    return Message(row["id"], row["aggregatetype"], key, row["payload"], headers, *told)
