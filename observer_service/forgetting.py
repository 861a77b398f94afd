"""Forgets orders when nobody will ask for them any more."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, any_, cast, delete, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from observer_service.tables import HeardDeadLetter, HeardEvent, HeardOrder, MissingEvent, UnexpectedEvent
from shared import clock
from shared.settings import settings


async def forget_orders(db: AsyncSession, at_most: int) -> int:
    """Those of which nothing was heard for `observer_window`, with everything about them."""
    old = select(HeardOrder.order_id).where(HeardOrder.last_at < _before()).order_by(HeardOrder.last_at).limit(at_most)
    gone = list(await db.scalars(old.with_for_update(skip_locked=True)))
    for table in (HeardEvent, HeardDeadLetter, MissingEvent, UnexpectedEvent, HeardOrder):
        await db.execute(delete(table).where(table.order_id == any_(cast(gone, ARRAY(Text)))))
    return len(gone)


async def forget_letters(db: AsyncSession, at_most: int) -> int:
    """Dead letters that are as old, of whatever they were."""
    return await _forget_records(db, HeardDeadLetter, at_most, HeardDeadLetter.at < _before())


async def forget_others(db: AsyncSession, at_most: int) -> int:
    """Events that are about no order, and as old."""
    return await _forget_records(db, HeardEvent, at_most, HeardEvent.order_id.is_(None), HeardEvent.said_at < _before())


async def _forget_records(
    db: AsyncSession, table: type[HeardEvent] | type[HeardDeadLetter], at_most: int, *old: ColumnElement[bool]
) -> int:
    """Each by its place in Kafka."""
    place = table.topic, table.partition, table.offset
    some = select(*place).where(*old).limit(at_most)
    gone = await db.execute(delete(table).where(tuple_(*place).in_(some)).returning(table.offset))
    return len(gone.all())


def _before() -> datetime:
    return clock.now() - timedelta(seconds=settings().observer_window)
