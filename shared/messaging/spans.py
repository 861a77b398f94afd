"""Spans of what is heard and said: OpenTelemetry's conventions for messaging, v1.44
(https://opentelemetry.io/docs/specs/semconv/messaging/)."""

from collections.abc import Sequence
from typing import Any

from opentelemetry.trace import Span, SpanKind

from shared.events.envelope import Envelope
from shared.messaging.record import Record
from shared.settings import settings
from shared.telemetry.chosen_ids import chosen_ids
from shared.telemetry.context import is_sampled, place_in
from shared.telemetry.sampling import is_left_out, keeps_trace
from shared.telemetry.spans import stand_for, start_span


def place_of(envelope: Envelope) -> str:
    """Where an event stands in its trace. Whether a trace that begins with the event is kept, the sampler says."""
    if envelope.traced or keeps_trace(place_in(envelope.traceparent).trace_id):
        return envelope.traceparent
    return envelope.traceparent[:-2] + "00"


def start_processing(
    record: Record, group: str, place: str | None, *, event_id: str, order_id: str | None, tries: Sequence[str] = ()
) -> Span:
    """The handling of a record by a consumer group: below its sending, or linked to it where `trace_join` says so.
    `tries`: traceparents of tries that failed."""
    join = settings().trace_join
    if join == "parent" and place is not None and is_left_out(place):
        return stand_for(place)
    before = [one for one in tries if is_sampled(one)]
    attributes: dict[str, Any] = {
        **_about("process", record.topic, record.key, event_id, order_id),
        "messaging.consumer.group.name": group,
        "messaging.destination.partition.id": str(record.partition),
        "messaging.kafka.offset": record.offset,
    }
    if record.value is None:
        attributes["messaging.kafka.message.tombstone"] = True
    return start_span(
        f"process {record.topic}",
        SpanKind.CONSUMER,
        parent=place if join == "parent" else None,
        links=before if join == "parent" or place is None else [place, *before],
        attributes=attributes,
    )


def start_sending(
    topic: str, key: bytes | None, event_id: str, order_id: str | None, parent: str | Span, at: int | None = None
) -> Span:
    """The sending of a message, from the decision (`at`, if not now) until Kafka has it."""
    attributes = _about("send", topic, key, event_id, order_id)
    return start_span(f"send {topic}", SpanKind.PRODUCER, parent=parent, attributes=attributes, at=at)


def show_typed(record: Record, envelope: Envelope, order_id: str | None) -> None:
    """The root of a trace that begins with an event that brought none: its ids are known to all who hear it
    (envelope.trace_of), and one of them exports it."""
    root = place_in(envelope.traceparent)
    at = record.timestamp * 1_000_000
    with chosen_ids(root.trace_id, root.span_id):
        attributes = {**_about("send", record.topic, record.key, envelope.id, order_id), "choreo.by_hand": True}
        span = start_span(f"send {record.topic}", SpanKind.PRODUCER, attributes=attributes, at=at)
    span.end(at)


def batch_attributes(group: str, count: int) -> dict[str, Any]:
    """Of the span over several records."""
    return {
        "messaging.system": "kafka",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.consumer.group.name": group,
        "messaging.batch.message_count": count,
    }


def name_order(span: Span, arguments: dict[str, Any]) -> None:
    """A command on an order is found by the order."""
    if isinstance(order_id := arguments.get("order_id"), str):
        span.set_attribute("order.id", order_id)


def remembered(name: str, order_id: str | None) -> dict[str, Any]:
    """Attributes of a span that is lost, as far as its name tells them."""
    operation, _, topic = name.partition(" ")
    return _operation(operation, topic, order_id) if operation == "process" else _of_order(order_id)


def _about(operation: str, topic: str, key: bytes | None, event_id: str, order_id: str | None) -> dict[str, Any]:
    attributes = {**_operation(operation, topic, order_id), "messaging.message.id": event_id}
    if key is not None:
        attributes["messaging.kafka.message.key"] = key.decode("utf-8", "replace")
    if order_id is not None:
        attributes["messaging.message.conversation_id"] = order_id
    return attributes


def _operation(operation: str, topic: str, order_id: str | None) -> dict[str, Any]:
    return {
        "messaging.system": "kafka",
        "messaging.operation.name": operation,
        "messaging.operation.type": operation,
        "messaging.destination.name": topic,
        **_of_order(order_id),
    }


def _of_order(order_id: str | None) -> dict[str, Any]:
    return {} if order_id is None else {"order.id": order_id}
