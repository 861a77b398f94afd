"""Fills the inbox with events that were handled long ago."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_FILL = """
    insert into inbox (event_id, handled_at)
    select lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || substr(gen_random_uuid()::text, 13), at
    from (
        select cast(:first as timestamptz) + (cast(:span as interval) * n / :rows) as at
        from generate_series(1, :rows) n
    ) handled
"""
"""Ids in the order of time, as UUIDv7 are."""


async def fill(engine: AsyncEngine, rows: int, first: datetime, span: timedelta) -> None:
    """So many, handled evenly over the span after `first`."""
    async with engine.begin() as connection:
        await connection.execute(text("set local statement_timeout = 0"))
        await connection.execute(text(_FILL), {"first": first, "span": span, "rows": rows})


async def take_out(engine: AsyncEngine, after: datetime) -> None:
    """Those handled after that."""
    async with engine.begin() as connection:
        await connection.execute(text("delete from inbox where handled_at > :after"), {"after": after})
