"""A service's own database: PostgreSQL by asyncpg, with limits on how long anything may hold anybody up."""

from sqlalchemy import URL, make_url
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
    found out by its next use; that is trouble that passes, and whoever has work tries again."""
    told = settings()
    return create_async_engine(
        asyncpg_url(told.database_of(service)),
        pool_size=told.database_connections,
        max_overflow=0,
        pool_timeout=5,
        connect_args={"timeout": 5, "server_settings": {"application_name": connection_name(service), **LIMITS}},
    )


def sessions_of(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions that keep what they loaded after the commit, and write only when told."""
    return async_sessionmaker(engine, expire_on_commit=False, autoflush=False)
