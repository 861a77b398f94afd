"""The outbox: what was emitted stands in the same transaction as what it is about, and leaves when Kafka has it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ARRAY, Text, any_, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.messaging.dead_letters import message_of_dead_letter
from shared.messaging.message import Message, message_of
from shared.messaging.store.bulk import arrays_of, insert_of
from shared.messaging.store.statement import Statement
from shared.messaging.store.store import Store
from shared.messaging.tables import OutboxMessage, table_of

_outbox = table_of(OutboxMessage)
_ids = bindparam("ids", type_=ARRAY(Text))
_free = _outbox.alias()
_delete = Statement(
    delete(_outbox).where(
        _outbox.c.id.in_(select(_free.c.id).where(_free.c.id == any_(_ids)).with_for_update(skip_locked=True))
    )
)
_columns = [column for column in _outbox.columns if column.name not in ("seq", "created_at")]
_names = tuple(column.name for column in _columns)


async def write(store: Store, rows: Sequence[dict[str, Any]]) -> list[Message]:
    """Writes the rows in this transaction; to be published once it is committed."""
    if not rows:
        return []
    await store.note(insert_of(_outbox, _names), arrays_of(rows, _names))
    return [_message(row) for row in rows]


async def clear(store: Store, message_ids: Iterable[str]) -> None:
    """Deletes rows that Kafka has, in this transaction. Waits for nobody: what a sweeper has locked is left to it."""
    if ids := list(message_ids):
        await store.note(_delete, {"ids": ids})


async def left_behind(session: AsyncSession, *, older_than: timedelta, at_most: int) -> list[Message]:
    """Rows whose owner did not publish them in time, oldest first, locked; those that others have are left out."""
    rows = await session.execute(
        select(*_columns)
        .where(_outbox.c.created_at < clock.now() - older_than)
        .order_by(_outbox.c.seq)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    return [_message(dict(row)) for row in rows.mappings()]


def _message(row: dict[str, Any]) -> Message:
    return message_of_dead_letter(row) if row.get("dead_letter") else message_of(row)
