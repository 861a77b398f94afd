"""Holds what was said of an order against what is owed to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from observer_service.cards import Cards
from observer_service.domain import Oddity, Owed, Said, oddities_of, owed_by
from observer_service.findings import Window, compare
from observer_service.named import add, read_named, take_back
from observer_service.tables import HeardOrder, MissingEvent, UnexpectedEvent
from shared import clock
from shared.settings import settings

SLACK = timedelta(seconds=60)
"""So long after its deadline an order may be open."""
_KEPT_WHOLE = 0.9
"""Of the time for which Kafka keeps events: older ones may have lost what they belong to."""


@dataclass
class Named:
    """What was named now, by order."""

    missing: list[tuple[str, Owed]] = field(default_factory=list)
    unexpected: list[tuple[str, Oddity]] = field(default_factory=list)


async def reckon(
    db: AsyncSession, orders: Sequence[HeardOrder], cards: Cards, horizon: datetime | None = None
) -> Named:
    """Brings what is missing and what is unexpected up to date for these orders, whose rows this transaction holds.
    What came is no longer missing, at once. What is late is named only when everything that was said until then has
    been heard, which is until the `horizon`; else as soon as a horizon lies behind the order's `due_at`."""
    told, named = settings(), Named()
    in_time = timedelta(seconds=told.observer_patience)
    window = Window(horizon, clock.now() - timedelta(seconds=_KEPT_WHOLE * told.topic_retention))
    missing_before = await read_named(db, MissingEvent, [order.order_id for order in orders if order.missing])
    odd_before = await read_named(db, UnexpectedEvent, [order.order_id for order in orders if order.unexpected])
    for order in orders:
        said, its = said_of(order), order.order_id
        owed = owed_by(said, cards.promises, in_time, told.deadline + SLACK)
        missing = compare(owed, missing_before.get(its, set()), window)
        odd = compare(oddities_of(said, cards.promises, cards.says, in_time), odd_before.get(its, set()), window)
        order.missing, order.unexpected = missing.stand, odd.stand
        order.due_at = min((*missing.later, *odd.later), default=None)
        named.missing += [(its, one) for one in missing.new]
        named.unexpected += [(its, one) for one in odd.new]
        await take_back(db, MissingEvent, its, missing.gone)
        await take_back(db, UnexpectedEvent, its, odd.gone)
    await add(db, named.missing, named.unexpected)
    return named


def said_of(order: HeardOrder) -> list[Said]:
    """Its events, each once."""
    return [
        Said(name, event_id, by, datetime.fromtimestamp(milliseconds / 1000, UTC))
        for name, event_id, by, milliseconds in order.said
    ]
