"""A service's own database: PostgreSQL by asyncpg, with limits on how long anything may hold anybody up."""

import re

import asyncpg
from sqlalchemy import URL, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from shared.settings import settings
from shared.telemetry.instance import INSTANCE

LIMITS = {
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    "statement_timeout": "30s",
}
"""A frozen process must not hold rows; each role has these."""


def asyncpg_url(address: str) -> URL:
    """The address with the driver that we use."""
    return make_url(address).set(drivername="postgresql+asyncpg")


def connection_name(service: str, instance: str = INSTANCE) -> str:
    """What a process' connections are called, as `pg_stat_activity` shows it."""
    return f"{service} {instance}"


def open_database(service: str) -> AsyncEngine:
    """Connections are made when they are needed, at most `database_connections`. One that PostgreSQL has closed is
    found out by its next use; that is trouble that passes, and whoever has work tries again. What it raises names
    constraints and columns, and never what stands in a row: that is an order's, and errors are logged and exported."""
    told = settings()
    engine = create_async_engine(
        asyncpg_url(told.database_of(service)),
        pool_size=told.database_connections,
        max_overflow=0,
        pool_timeout=5,
        hide_parameters=True,
        connect_args={"timeout": 5, "server_settings": {"application_name": connection_name(service), **LIMITS}},
    )
    event.listen(engine.sync_engine, "handle_error", _leave_rows_out)
    return engine


def sessions_of(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions that keep what they loaded after the commit, and write only when told."""
    return async_sessionmaker(engine, expire_on_commit=False, autoflush=False)


_VALUES = re.compile(r"\nDETAIL: .*|(?<=invalid input for query argument )(\$\d+): .*", re.DOTALL)


def _leave_rows_out(failed: ExceptionContext) -> None:
    """PostgreSQL's DETAIL shows the row that a constraint refused, asyncpg the argument that it could not encode."""
    driver = failed.original_exception.__cause__
    for error in (failed.sqlalchemy_exception, failed.original_exception, driver):
        if error is not None:
            error.args = tuple(_VALUES.sub(r"\1", told) if isinstance(told, str) else told for told in error.args)
    if isinstance(driver, asyncpg.PostgresError):
        driver.detail = None
