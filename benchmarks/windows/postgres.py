"""What is asked of PostgreSQL: how large a table is, to vacuum it, whether autovacuum came."""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_PATIENCE = 300
"""Seconds; autovacuum looks once a minute."""


async def size_of(engine: AsyncEngine, table: str) -> int:
    """Bytes of the table and its indexes."""
    async with engine.connect() as connection:
        return int(await connection.scalar(text(f"select pg_total_relation_size('{table}')")) or 0)


async def vacuum(engine: AsyncEngine, table: str) -> None:
    """As autovacuum would, but now."""
    async with engine.connect() as connection:
        free = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await free.execute(text("set statement_timeout = 0"))
        await free.execute(text(f"vacuum (analyze) {table}"))
        await free.execute(text("reset statement_timeout"))


async def autovacuums_of(engine: AsyncEngine, table: str) -> int:
    """How often it came so far."""
    async with engine.connect() as connection:
        asked = text("select autovacuum_count from pg_stat_user_tables where relname = :name")
        return int(await connection.scalar(asked, {"name": table}) or 0)


async def until_autovacuum(engine: AsyncEngine, table: str, before: int) -> None:
    """Returns when it came once more than `before`. Raises TimeoutError."""
    for _ in range(_PATIENCE):
        if await autovacuums_of(engine, table) != before:
            return
        await asyncio.sleep(1)
    raise TimeoutError(f"autovacuum did not come within {_PATIENCE} s")
