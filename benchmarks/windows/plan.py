"""How PostgreSQL carries out what inbox.forget sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shared.database import sessions_of
from shared.messaging import inbox
from shared.messaging.cleaning import CHUNK

_EXPLAIN = "explain (analyze, costs off, timing off, summary off, buffers off)"


async def plan_of_a_chunk(engine: AsyncEngine, window: timedelta) -> list[str]:
    """The lines of the plan, with the rows that were met. Nothing stays deleted."""
    async with sessions_of(engine)() as session:
        with _statements_of(session) as sent:
            await inbox.forget(session, older_than=window, at_most=CHUNK)
        await session.rollback()
        [(statement, values)] = sent
        connection = await session.connection()
        lines = (await connection.exec_driver_sql(f"{_EXPLAIN} {statement}", values)).scalars().all()
        await session.rollback()
    return [str(line) for line in lines]


@contextmanager
def _statements_of(session: AsyncSession) -> Iterator[list[tuple[str, Any]]]:
    """What is sent within it, and with which values."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        sent.append((statement, values))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
