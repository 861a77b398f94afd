"""Holds what was said of an order against what is owed to it."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import any_, bindparam, delete, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from observer_service.cards import Cards
from observer_service.domain import Oddity, Owed, Said, oddities_of, owed_by
from observer_service.tables import HeardOrder, MissingEvent, UnexpectedEvent
from shared import clock
from shared.settings import settings
from shared.telemetry.order import speaking_of

SLACK = timedelta(seconds=60)
"""So long after its deadline an order may be open."""

log = logging.getLogger(__name__)


@dataclass
class Named:
    """What was found: new oddities are for the counter, what is newly missing for the log, with its reason."""

    missing: list[tuple[str, Owed]] = field(default_factory=list)
    unexpected: list[tuple[str, Oddity]] = field(default_factory=list)


def said_of(order: HeardOrder) -> list[Said]:
    """Its events, each once."""
    return [Said(name, event_id, by, _moment(at)) for name, event_id, by, at in order.said]


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


async def reckon(
    db: AsyncSession, orders: Sequence[HeardOrder], cards: Cards, horizon: datetime | None = None
) -> Named:
    """Brings what is missing and what is unexpected up to date for these orders, whose rows this transaction holds.
    What came is no longer missing, at once. Something new is named only when everything that was said until it was
    late has been heard: until the `horizon`; None: nothing. Else it is named as soon as a horizon lies behind
    `due_at`."""
    told = settings()
    in_time = timedelta(seconds=told.observer_patience)
    known = await _named_before(db, orders)
    odd = await _odd_before(db, orders)
    named, came, explained = Named(), [], []
    for order in orders:
        said = said_of(order)
        owed = {
            (one.service, " or ".join(one.one_of)): one
            for one in owed_by(said, cards.promises, in_time, told.deadline + SLACK)
        }
        before = known.get(order.order_id, set())
        late = {key for key, one in owed.items() if horizon and one.due <= horizon and key not in before}
        came += [(order.order_id, *key) for key in before - owed.keys()]
        named.missing += [(order.order_id, owed[key]) for key in sorted(late)]
        oddities = {(one.event.event_id, one.kind): one for one in oddities_of(said, cards.promises, cards.says)}
        recorded = odd.get(order.order_id, set())
        seen = {key for key, one in oddities.items() if horizon and one.event.at + in_time <= horizon} - recorded
        explained += [(order.order_id, *key) for key in recorded - oddities.keys()]
        named.unexpected += [(order.order_id, oddities[key]) for key in sorted(seen)]
        dues = [one.due for key, one in owed.items() if key not in before | late]
        dues += [one.event.at + in_time for key, one in oddities.items() if key not in recorded | seen]
        order.due_at = min(dues, default=None)
        order.missing = len((before & owed.keys()) | late)
        order.unexpected = len((recorded & oddities.keys()) | seen)
    await _write(db, named)
    await _take_back(db, came, explained)
    return named


async def _named_before(db: AsyncSession, orders: Sequence[HeardOrder]) -> Mapping[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    if ids := [order.order_id for order in orders if order.missing]:
        rows = select(MissingEvent.order_id, MissingEvent.service, MissingEvent.one_of)
        for order_id, *key in await db.execute(rows.where(MissingEvent.order_id == _among), {"ids": ids}):
            found.setdefault(order_id, set()).add((key[0], key[1]))
    return found


async def _odd_before(db: AsyncSession, orders: Sequence[HeardOrder]) -> Mapping[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    if ids := [order.order_id for order in orders if order.unexpected]:
        rows = select(UnexpectedEvent.order_id, UnexpectedEvent.event_id, UnexpectedEvent.kind)
        for order_id, *key in await db.execute(rows.where(UnexpectedEvent.order_id == _among), {"ids": ids}):
            found.setdefault(order_id, set()).add((key[0], key[1]))
    return found


_among = any_(bindparam("ids", type_=ARRAY(Text)))


async def _write(db: AsyncSession, named: Named) -> None:
    missing = [
        {
            "order_id": order_id,
            "service": one.service,
            "one_of": " or ".join(one.one_of),
            "after": list(one.after),
            "since": one.since,
            "named_at": clock.now(),
        }
        for order_id, one in named.missing
    ]
    unexpected = [
        {
            "order_id": order_id,
            "event_id": one.event.event_id,
            "kind": one.kind,
            "event": one.event.name,
            "service": one.event.by,
            "at": one.event.at,
            "sentence": one.sentence,
        }
        for order_id, one in named.unexpected
    ]
    if missing:
        await db.execute(insert(MissingEvent).on_conflict_do_nothing(), missing)
    if unexpected:
        await db.execute(insert(UnexpectedEvent).on_conflict_do_nothing(), unexpected)


async def _take_back(
    db: AsyncSession, came: Sequence[tuple[str, str, str]], explained: Sequence[tuple[str, str, str]]
) -> None:
    for order_id, service, one_of in came:
        row = MissingEvent.order_id == order_id, MissingEvent.service == service, MissingEvent.one_of == one_of
        await db.execute(delete(MissingEvent).where(*row))
        with speaking_of(order_id):
            log.info("no longer missing: %s, owed by %s", one_of, service)
    for order_id, event_id, kind in explained:
        of = UnexpectedEvent.order_id == order_id, UnexpectedEvent.event_id == event_id, UnexpectedEvent.kind == kind
        await db.execute(delete(UnexpectedEvent).where(*of))
