"""The inbox: which events this service has handled. It is the truth; Redis only spares us asking."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ARRAY, Text, any_, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.messaging.store.statement import Statement
from shared.messaging.store.store import Store
from shared.messaging.tables import InboxEntry, table_of

_inbox = table_of(InboxEntry)
_ids = bindparam("ids", type_=ARRAY(Text))
_enter = Statement(
    insert(_inbox)
    .from_select(["event_id"], select(func.unnest(_ids)), include_defaults=False)
    .on_conflict_do_nothing()
    .returning(_inbox.c.event_id)
)
_leave = Statement(delete(_inbox).where(_inbox.c.event_id == any_(_ids)))


async def enter(store: Store, event_ids: Iterable[str]) -> set[str]:
    """Notes the events as handled in this transaction, and returns those that were not before.

    An id that another open transaction has just noted is waited for."""
    ids = sorted(set(event_ids))
    return {row[0] for row in await store.run(_enter, {"ids": ids})} if ids else set()


async def leave(store: Store, event_ids: Iterable[str]) -> None:
    """Takes back what `enter` noted in this transaction."""
    if ids := sorted(set(event_ids)):
        await store.note(_leave, {"ids": ids})


async def forget(session: AsyncSession, *, older_than: timedelta, at_most: int) -> int:
    """Deletes entries of events handled longer ago than that, the oldest first; how many."""
    old = select(_inbox.c.event_id).where(_inbox.c.handled_at < clock.now() - older_than)
    some = old.order_by(_inbox.c.handled_at).limit(at_most).scalar_subquery()
    # As an array: joined with these, the whole table might be read, once for every chunk.
    chosen = _inbox.c.event_id == any_(func.array(some, type_=ARRAY(Text)))
    return len((await session.execute(delete(_inbox).where(chosen).returning(_inbox.c.event_id))).all())
