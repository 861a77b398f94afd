"""Everything that was said of an order, in time."""

from collections.abc import Sequence
from typing import Any

from pydantic_core import from_json
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from observer_service.findings_seen import Missing, Unexpected
from observer_service.naming import letters_of
from observer_service.orders_seen import EventSeen, LetterSeen, OrderSeen, Timeline, lanes, shown_headers
from observer_service.sight import Sight
from observer_service.tables import HeardDeadLetter, HeardEvent, HeardOrder, MissingEvent, UnexpectedEvent
from shared.messaging.headers import headers_from_json
from shared.settings import settings
from shared.telemetry.exporting import traces_are_exported

MOST = 2_000
"""Events that are shown, the first ones."""


async def timeline_of(db: AsyncSession, order: HeardOrder, sight: Sight) -> Timeline:
    """Events by their time in Kafka, each once."""
    of_order = HeardEvent.order_id == order.order_id
    rows = select(HeardEvent).where(of_order).order_by(HeardEvent.said_at, HeardEvent.topic, HeardEvent.offset)
    heard = list(await db.scalars(rows.limit(MOST)))
    unexpected = [
        Unexpected.of(row)
        for row in await db.scalars(
            select(UnexpectedEvent).where(UnexpectedEvent.order_id == order.order_id).order_by(UnexpectedEvent.at)
        )
    ]
    letters = (await letters_of(db, [order.order_id])).get(order.order_id, [])
    missing = await missing_of(db, order.order_id, letters, sight)
    events = _events(heard, {one.event_id: one.sentence for one in unexpected}, sight)
    return Timeline(
        order=OrderSeen.of(order),
        services=lanes(events, missing, sight.cards.says),
        events=events,
        missing=missing,
        unexpected=unexpected,
        dead_letters=[_letter(one) for one in letters],
    )


async def missing_of(
    db: AsyncSession, order_id: str, letters: Sequence[HeardDeadLetter], sight: Sight
) -> list[Missing]:
    """What is owed to one order and late."""
    rows = select(MissingEvent).where(MissingEvent.order_id == order_id).order_by(MissingEvent.since)
    return [Missing.of(row, letters, sight) for row in await db.scalars(rows)]


def _events(heard: Sequence[HeardEvent], odd: dict[str, str], sight: Sight) -> list[EventSeen]:
    copies: dict[str, int] = {}
    for row in heard:
        copies[row.event_id] = copies.get(row.event_id, 0) + 1
    firsts = {row.event_id: row for row in reversed(heard)}
    return [_event(row, heard[0], copies[row.event_id], odd, sight) for row in heard if firsts[row.event_id] is row]


def _event(row: HeardEvent, first: HeardEvent, copies: int, odd: dict[str, str], sight: Sight) -> EventSeen:
    body, raw = _body(row.body)
    traced = row.trace_id if traces_are_exported() else None
    return EventSeen(
        id=row.event_id,
        name=row.topic,
        service=row.said_by,
        at=row.said_at,
        after_ms=(row.said_at - first.said_at).total_seconds() * 1000,
        heard_by=sight.cards.hearers_of(row.topic),
        topic_partition=row.partition,
        offset=row.offset,
        copies=copies,
        version=row.version,
        headers=shown_headers(headers_from_json(row.headers)),
        body=body,
        raw=raw,
        trace_id=row.trace_id,
        trace_url=f"{settings().jaeger.rstrip('/')}/trace/{traced}" if traced else None,
        unexpected=odd.get(row.event_id),
    )


def _body(stored: bytes | None) -> tuple[Any, str | None]:
    """As JSON; else as text, with a sign for each byte that is none."""
    if stored is None:
        return None, None
    try:
        return from_json(stored, allow_inf_nan=False), None
    except ValueError:
        return None, stored.decode(errors="replace")


def _letter(row: HeardDeadLetter) -> LetterSeen:
    return LetterSeen(
        service=row.service,
        event=row.event,
        event_id=row.event_id,
        id=row.parked_id,
        at=row.at,
        error=row.error,
        attempts=row.attempts,
    )
