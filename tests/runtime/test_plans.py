"""What the runtime asks for again and again is found by an index, also by a prepared statement that knows no values."""

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from shared.messaging import inbox, outbox, parking
from tests.runtime.conftest import Kitchen

Ask = Callable[[AsyncSession], Awaitable[Any]]
WEEK = timedelta(days=7)
ASKED: list[tuple[str, Ask]] = [
    ("inbox_handled_at", lambda db: inbox.forget(db, older_than=WEEK, at_most=5)),
    ("parked_event_due", lambda db: parking.claim_due(db, at_most=5, lease=WEEK)),
    ("parked_event_due", parking.until_next_due),
    ("outbox_seq_key", lambda db: outbox.left_behind(db, older_than=WEEK, at_most=5)),
]
"""With the index that it needs."""


@contextmanager
def statements_of(db: AsyncSession) -> Iterator[list[str]]:
    """The statements that are sent within it."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    engine = db.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("index", "ask"), ASKED)
async def test_an_index_is_used_whatever_the_values(kitchen_of_today: Kitchen, index: str, ask: Ask) -> None:
    async with kitchen_of_today.sessions() as db:
        with statements_of(db) as sent:
            await ask(db)
        connection = (await (await db.connection()).get_raw_connection()).driver_connection
        assert connection is not None
        await connection.execute("set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan")
        await connection.execute(f"prepare asked as {sent[-1]}")
        unknown = ", ".join(["null"] * len(set(re.findall(r"\$\d+", sent[-1]))))
        values = f"({unknown})" if unknown else ""
        plan = await connection.fetch(f"explain (costs off) execute asked{values}")
        await connection.execute("deallocate asked")

    told = "\n".join(line[0] for line in plan)
    assert f"using {index}" in told, told
