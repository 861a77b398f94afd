"""Writes what was heard: records as they are, orders as they stand, dead letters."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from observer_service.cards import Cards
from observer_service.domain import status_of
from observer_service.hearing import Heard, order_named, read
from observer_service.reckoning import reckon
from observer_service.tables import HeardDeadLetter, HeardEvent, HeardOrder
from shared import clock
from shared.events import OrderEvent, event_named
from shared.messaging.errors import NoEvent
from shared.messaging.record import Record

_DLQ = ".dlq"
MOST_SAID = 500
"""Events of an order that are held against what is owed; all are kept and shown."""


class Recording:
    """Of one process. Recording the same record again changes nothing."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], cards: Cards) -> None:
        self._sessions, self._cards = sessions, cards

    async def record(self, records: Sequence[Record]) -> None:
        """All in one transaction."""
        letters = [read(record) for record in records if record.topic.endswith(_DLQ)]
        events = [read(record) for record in records if not record.topic.endswith(_DLQ)]
        async with self._sessions.begin() as db:
            if letters:
                await db.execute(insert(HeardDeadLetter).on_conflict_do_nothing(), list(map(_letter, letters)))
            if events:
                await db.execute(insert(HeardEvent).on_conflict_do_nothing(), [event.row() for event in events])
            await self._note(db, [event for event in events if event.order_id], {one.order_id for one in letters})

    async def _note(self, db: AsyncSession, events: Sequence[Heard], others: set[str | None]) -> None:
        """Also orders of which only a dead letter came."""
        by_order: dict[str, list[Heard]] = {}
        for event in events:
            by_order.setdefault(event.order_id or "", []).append(event)
        if by_order:
            news = [{"order_id": one} for one in sorted(by_order)]
            await db.execute(insert(HeardOrder).on_conflict_do_nothing(), news)
        ids = {*by_order, *(one for one in others if one)}
        if not ids:
            return
        rows = select(HeardOrder).where(HeardOrder.order_id.in_(ids)).order_by(HeardOrder.order_id).with_for_update()
        orders = list(await db.scalars(rows))
        no_events = await _no_events(db, ids)
        for order in orders:
            _add(order, by_order.get(order.order_id, ()), no_events)
        await reckon(db, orders, self._cards)
        await db.flush()


async def _no_events(db: AsyncSession, order_ids: Collection[str]) -> set[str]:
    """Ids of what was on a topic of events and is none: a service has found out, and nobody acts on it."""
    found = select(HeardDeadLetter.event_id).where(HeardDeadLetter.order_id.in_(order_ids))
    return set(await db.scalars(found.where(HeardDeadLetter.error.startswith(NoEvent.__name__))))


def _add(order: HeardOrder, events: Iterable[Heard], no_events: Collection[str]) -> None:
    known = {event_id for _, event_id, _, _ in order.said} | set(no_events)
    said = [one for one in order.said if one[1] not in no_events]
    for event in events:
        if event.event_id not in known and len(said) < MOST_SAID:
            known.add(event.event_id)
            at = round(event.said_at.timestamp() * 1000)
            said.append([event.record.topic, event.event_id, event.said_by, at])
        first = not order.said or event.said_at < order.first_at
        order.first_at = event.said_at if first else order.first_at
        order.last_at = event.said_at if not order.said or event.said_at > order.last_at else order.last_at
        order.said = said
        _learn(order, event.record.topic, event.data)
    order.said, order.status, order.changed_at = said, status_of({name for name, *_ in said}), clock.now()


def _learn(order: HeardOrder, name: str, data: Any) -> None:
    """What a list of orders shows. The first to say it counts."""
    if name == "order.created":
        order.customer_id = order.customer_id or _text(data.get("customer_id"))
        order.currency = order.currency or _text(data.get("currency"))
    elif name == "order.completed":
        order.total = _amount(data.get("total")) or order.total
        order.currency = order.currency or _text(data.get("currency"))
    elif name == "payment.succeeded":
        order.total = order.total or _amount(data.get("amount"))
    elif name == "order.cancelled":
        order.reason = order.reason or _text(data.get("reason"))


def _text(told: Any) -> str | None:
    return told.replace("\x00", "")[:200] if isinstance(told, str) else None


def _amount(told: Any) -> int | None:
    return told if isinstance(told, int) and abs(told) < 2**63 else None


def _letter(heard: Heard) -> dict[str, Any]:
    """What shared/messaging/dead_letters.py writes."""
    told, record = heard.headers, heard.record
    attempts = told.get("choreo-attempts", "")
    event = told.get("choreo-origin", "").partition("/")[0] or "unknown"
    kind = event_named(event)
    keyed = kind is not None and issubclass(kind, OrderEvent)  # else the key is no order's
    return {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "service": record.topic.removesuffix(_DLQ),
        "event": event,
        "event_id": told.get("ce_id") or told.get("choreo-origin") or heard.event_id,
        "parked_id": told.get("choreo-parked-id"),
        "order_id": heard.order_id or (order_named((record.key or b"").decode(errors="replace")) if keyed else None),
        "error": told.get("choreo-error", ""),
        "attempts": int(attempts) if attempts.isdecimal() and len(attempts) < 9 else None,
        "at": heard.said_at,
    }
