"""The databases of services, as their migrations make them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.database import open_database, sessions_of
from shared.migrate.databases import make_database
from shared.migrate.schema import upgrade_schema
from shared.service import Service

Sessions = async_sessionmaker[AsyncSession]


@asynccontextmanager
async def migrated(service: Service) -> AsyncIterator[Sessions]:
    """Within it, sessions on the service's database, up to date."""
    await make_database(service.name)
    await upgrade_schema(service)
    engine = open_database(service.name)
    try:
        yield sessions_of(engine)
    finally:
        await engine.dispose()
