"""What goes to Kafka: an emitted event, sealed."""

from dataclasses import dataclass
from typing import Any

from shared import clock, ids
from shared.events.envelope import dataschema, rfc3339
from shared.messaging.record import Headers
from shared.messaging.step import Step
from shared.telemetry.tracing import send_span


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox on its way to Kafka. The same row always makes the same bytes."""

    id: str
    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers


def seal(step: Step, source: str) -> list[dict[str, Any]]:
    """The outbox rows of what a step emitted, in the trace that it speaks in."""
    now = rfc3339(clock.now())
    return [
        {
            "id": ids.new_id(),
            "aggregatetype": event.topic,
            "aggregateid": event.key,
            "type": event.topic,
            "payload": event.to_json(),
            "ce_specversion": "1.0",
            "ce_source": source,
            "ce_time": now,
            "ce_subject": event.key,
            "ce_dataschema": dataschema(type(event)),
            "content_type": "application/json",
            "traceparent": send_span(event.topic, event.key, step.speaks_in),
            "tracestate": step.tracestate,
            "baggage": step.baggage,
        }
        for event in step.emitted
    ]


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
    return Message(row["id"], row["aggregatetype"], row["aggregateid"].encode(), row["payload"], told)
