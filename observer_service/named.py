"""The rows of what was named: missing, or unexpected."""

import logging
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from observer_service.domain import Oddity, Owed
from observer_service.findings import Key
from observer_service.tables import MissingEvent, UnexpectedEvent
from shared import clock
from shared.telemetry.order import speaking_of

Row = type[MissingEvent] | type[UnexpectedEvent]

log = logging.getLogger(__name__)


async def read_named(db: AsyncSession, row: Row, order_ids: Collection[str]) -> Mapping[str, set[Key]]:
    """What was named of these orders, by order."""
    found: dict[str, set[Key]] = {}
    if order_ids:
        first, second = _key(row)
        rows = await db.execute(select(row.order_id, first, second).where(row.order_id.in_(order_ids)))
        for order_id, *key in rows:
            found.setdefault(order_id, set()).add((key[0], key[1]))
    return found


async def add(db: AsyncSession, missing: Iterable[tuple[str, Owed]], odd: Iterable[tuple[str, Oddity]]) -> None:
    """Names them."""
    if owed := [_missing(order_id, one) for order_id, one in missing]:
        await db.execute(insert(MissingEvent).on_conflict_do_nothing(), owed)
    if unexpected := [_unexpected(order_id, one) for order_id, one in odd]:
        await db.execute(insert(UnexpectedEvent).on_conflict_do_nothing(), unexpected)


async def take_back(db: AsyncSession, row: Row, order_id: str, keys: Collection[Key]) -> None:
    """What was missing came, or what was unexpected is explained."""
    if not keys:
        return
    await db.execute(delete(row).where(row.order_id == order_id, tuple_(*_key(row)).in_(keys)))
    with speaking_of(order_id):
        for first, second in keys:
            if row is MissingEvent:
                log.info("no longer missing: %s, owed by %s", second, first)
            else:
                log.info("no longer unexpected (%s): %s", second, first)


def _key(row: Row) -> tuple[InstrumentedAttribute[str], InstrumentedAttribute[str]]:
    if issubclass(row, MissingEvent):
        return row.service, row.one_of
    return row.event_id, row.kind


def _missing(order_id: str, owed: Owed) -> dict[str, object]:
    service, one_of = owed.key
    return {
        "order_id": order_id,
        "service": service,
        "one_of": one_of,
        "after": list(owed.after),
        "since": owed.since,
        "named_at": clock.now(),
    }


def _unexpected(order_id: str, odd: Oddity) -> dict[str, object]:
    return {
        "order_id": order_id,
        "event_id": odd.event.event_id,
        "kind": odd.kind,
        "event": odd.event.name,
        "service": odd.event.by,
        "at": odd.event.at,
        "sentence": odd.sentence,
    }
