"""A kiosk on a real PostgreSQL, served by real HTTP."""

from collections.abc import AsyncIterator
from typing import Protocol

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import URL, delete, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from shared import ids
from shared.database import asyncpg_url, sessions_of
from shared.messaging.tables import OutboxMessage, ParkedEvent, RuntimeTable
from shared.settings import Settings
from shared.web.app import create_app
from shared.web.tokens import mint
from tests.web.kiosk import Kiosk, KioskTable, Order, router
from tests.web.serving import serving

NO_REDIS = "redis://127.0.0.1:1/0"
"""Nobody listens there."""
SETTINGS = Settings(replays=2, body_limit=256 * 1024, redis=NO_REDIS)


class Servers(Protocol):
    """What these tests need of the session's real servers."""

    postgres: str


@pytest_asyncio.fixture(scope="session")
async def database(servers: Servers) -> AsyncIterator[URL]:
    """The address of an empty database with the kiosk's tables; dropped at the end."""
    name = f"kiosk_{ids.new_id().replace('-', '')}"
    administrator = create_async_engine(asyncpg_url(servers.postgres), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with administrator.connect() as connection:
        await connection.execute(text(f"create database {name}"))
    address = asyncpg_url(servers.postgres).set(database=name)
    engine = create_async_engine(address)
    async with engine.begin() as connection:
        await connection.run_sync(RuntimeTable.metadata.create_all)
        await connection.run_sync(KioskTable.metadata.create_all)
    await engine.dispose()
    yield address
    async with administrator.connect() as connection:
        await connection.execute(text(f"drop database {name} with (force)"))
    await administrator.dispose()


@pytest_asyncio.fixture
async def engine(database: URL) -> AsyncIterator[AsyncEngine]:
    """Few connections, so that one held too long shows; the tables are empty."""
    engine = create_async_engine(database, pool_size=3, max_overflow=0)
    async with engine.begin() as connection:
        for table in (Order, ParkedEvent, OutboxMessage):
            await connection.execute(delete(table))
    yield engine
    await engine.dispose()


@pytest.fixture
def sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions on the kiosk's database."""
    return sessions_of(engine)


@pytest_asyncio.fixture
async def visitor(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a token, at a kiosk that is open."""
    async with serving(create_app(Kiosk(sessions), router=router, settings=SETTINGS)) as client:
        yield client


@pytest.fixture
def customer(visitor: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same with alice's token."""
    visitor.headers["Authorization"] = f"Bearer {mint('alice', configuration=SETTINGS)}"
    return visitor


@pytest.fixture
def administrator(visitor: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same with the admin scope."""
    visitor.headers["Authorization"] = f"Bearer {mint('root', admin=True, configuration=SETTINGS)}"
    return visitor
