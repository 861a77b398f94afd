"""What goes to Kafka: an emitted event, sealed."""

from dataclasses import dataclass, field
from typing import Any

from opentelemetry.trace import INVALID_SPAN, Span

from shared import clock, ids
from shared.events.envelope import dataschema, rfc3339
from shared.messaging.record import Headers
from shared.messaging.saying import Voice
from shared.messaging.step import Step
from shared.messaging.wording import word


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox on its way to Kafka. The same row always makes the same bytes."""

    id: str
    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers
    traceparent: str | None = None
    """Of its sending."""
    said_by: str | None = None
    span: Span = field(default=INVALID_SPAN, compare=False)
    """Its sending, as long as the process that said it holds it open."""


def seal(step: Step, source: str) -> list[dict[str, Any]]:
    """The outbox rows of what a step emitted, in the trace that it speaks in. Raises CannotSay."""
    if not step.emitted:
        return []
    now = rfc3339(clock.now())
    rows = []
    with Voice(step) as voice:
        for event in step.emitted:
            event_id = ids.new_id()
            version, body = word(event)
            rows.append(
                {
                    "id": event_id,
                    "aggregatetype": event.topic,
                    "aggregateid": event.key,
                    "type": event.topic,
                    "payload": body,
                    "ce_specversion": "1.0",
                    "ce_source": source,
                    "ce_time": now,
                    "ce_subject": event.key,
                    "ce_dataschema": dataschema(event.topic, version),
                    "content_type": "application/json",
                    **voice.say(event.topic, event.key.encode(), event_id),
                    "tracestate": step.tracestate,
                    "baggage": step.baggage,
                }
            )
    return rows


def message_of(row: dict[str, Any]) -> Message:
    """The message of an outbox row that is no dead letter."""
    headers = {
        "ce_specversion": row["ce_specversion"],
        "ce_id": row["id"],
        "ce_type": row["type"],
        "ce_source": row["ce_source"],
        "ce_time": row["ce_time"],
        "ce_subject": row["ce_subject"],
        "ce_dataschema": row["ce_dataschema"],
        "content-type": row["content_type"],
        "traceparent": row["traceparent"],
        "tracestate": row["tracestate"],
        "baggage": row["baggage"],
    }
    told = tuple((name, value.encode()) for name, value in headers.items() if value is not None)
    return Message(
        row["id"],
        row["aggregatetype"],
        row["aggregateid"].encode(),
        row["payload"],
        told,
        row["traceparent"],
        row.get("said_by"),
        row.get("span", INVALID_SPAN),
    )
