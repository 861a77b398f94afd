"""Forgets orders when nobody will ask for them any more."""

from datetime import timedelta

from sqlalchemy import any_, cast, delete, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from observer_service.tables import HeardDeadLetter, HeardEvent, HeardOrder, MissingEvent, UnexpectedEvent
from shared import clock
from shared.settings import settings


async def forget_orders(db: AsyncSession, at_most: int) -> int:
    """Those of which nothing was heard for `observer_window`, with everything about them."""
    before = clock.now() - timedelta(seconds=settings().observer_window)
    old = select(HeardOrder.order_id).where(HeardOrder.last_at < before).order_by(HeardOrder.last_at).limit(at_most)
    gone = list(await db.scalars(old.with_for_update(skip_locked=True)))
    for table in (HeardEvent, HeardDeadLetter, MissingEvent, UnexpectedEvent, HeardOrder):
        await db.execute(delete(table).where(table.order_id == any_(cast(gone, ARRAY(Text)))))
    return len(gone)


async def forget_letters(db: AsyncSession, at_most: int) -> int:
    """Dead letters that are as old, of whatever they were."""
    before = clock.now() - timedelta(seconds=settings().observer_window)
    place = tuple_(HeardDeadLetter.topic, HeardDeadLetter.partition, HeardDeadLetter.offset)
    old = select(HeardDeadLetter.topic, HeardDeadLetter.partition, HeardDeadLetter.offset)
    some = old.where(HeardDeadLetter.at < before).order_by(HeardDeadLetter.at).limit(at_most)
    gone = await db.execute(delete(HeardDeadLetter).where(place.in_(some)).returning(HeardDeadLetter.offset))
    return len(gone.all())


async def forget_others(db: AsyncSession, at_most: int) -> int:
    """Events that are about no order, and as old."""
    before = clock.now() - timedelta(seconds=settings().observer_window)
    place = tuple_(HeardEvent.topic, HeardEvent.partition, HeardEvent.offset)
    old = select(HeardEvent.topic, HeardEvent.partition, HeardEvent.offset)
    some = old.where(HeardEvent.order_id.is_(None), HeardEvent.said_at < before).limit(at_most)
    gone = await db.execute(delete(HeardEvent).where(place.in_(some)).returning(HeardEvent.offset))
    return len(gone.all())
