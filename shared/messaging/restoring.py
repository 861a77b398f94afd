"""What a process had no time to export before it died, put back by whoever publishes what it left in the outbox: the
sending itself, and the span that said it. So the trace of an order has no hole."""

import json
from collections.abc import Sequence
from typing import Any

from opentelemetry.trace import INVALID_SPAN, NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags
from sqlalchemy import any_, bindparam, column, select, table
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from shared.database import connection_name
from shared.messaging.message import Message
from shared.messaging.spans import remembered, start_sending
from shared.telemetry.chosen_ids import chosen_ids
from shared.telemetry.context import is_sampled, place_in
from shared.telemetry.instance import INSTANCE
from shared.telemetry.spans import start_span

_activity = table("pg_stat_activity", column("application_name", Text))
_names = bindparam("names", type_=ARRAY(Text))
_connected = select(_activity.c.application_name).where(_activity.c.application_name == any_(_names)).distinct()


async def restore_spans(session: AsyncSession, service: str, messages: Sequence[Message]) -> None:
    """Exports the `send` spans of messages that another process said. The span that said them only if that process has
    no connection to the database any more: while it lives, it does so itself."""
    told = [
        (message, message.traceparent, by)
        for message in messages
        if message.said_by and message.traceparent and is_sampled(message.traceparent)
        if (by := json.loads(message.said_by))["instance"] != INSTANCE
    ]
    if not told:
        return
    living = await _living(session, service, {by["instance"] for _, _, by in told})
    restored: set[int] = set()
    for message, traceparent, by in told:
        place = place_in(traceparent)
        if by["instance"] not in living and by["span_id"] not in restored:
            restored.add(by["span_id"])
            _restore_speaker(place.trace_id, by)
        speaker = _remote(place.trace_id, by["span_id"])
        with chosen_ids(place.trace_id, place.span_id):
            sending = start_sending(message.topic, message.key, message.id, by["order_id"], speaker, at=by["began_at"])
        sending.set_attribute("choreo.swept", True)
        sending.end()


def _restore_speaker(trace_id: int, by: dict[str, Any]) -> None:
    """Of the lost span it is known when it began, not when it ended."""
    parent = _remote(trace_id, by["parent_id"]) if by["parent_id"] else INVALID_SPAN
    with chosen_ids(trace_id, by["span_id"]):
        span = start_span(
            by["name"],
            SpanKind[by["kind"]],
            parent=parent,
            attributes={**remembered(by["name"], by["order_id"]), "choreo.restored": True},
            at=by["began_at"],
        )
    span.end(by["began_at"])


async def _living(session: AsyncSession, service: str, instances: set[str]) -> set[str]:
    names = {connection_name(service, instance): instance for instance in instances}
    connected = await session.scalars(_connected, {"names": list(names)})
    return {names[name] for name in connected}


def _remote(trace_id: int, span_id: int) -> Span:
    flags = TraceFlags(TraceFlags.SAMPLED)
    return NonRecordingSpan(SpanContext(trace_id, span_id, is_remote=True, trace_flags=flags))
