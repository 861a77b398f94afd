"""A real session for each test. The folder of a service says on which database."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from choreo.embedded.servers import Servers
from shared import clock
from tests.handlers.databases import Sessions
from tests.surroundings import addresses, told


@pytest.fixture(scope="session")
def environment(servers: Servers) -> Iterator[None]:
    """Services of this process find the servers."""
    with told(**addresses(servers)):
        yield


@pytest.fixture
async def db(database: Sessions) -> AsyncIterator[AsyncSession]:
    """A transaction that leaves nothing behind."""
    async with database() as session:
        yield session


@pytest.fixture
def noon() -> Iterator[Callable[[timedelta], None]]:
    """The time stands still at noon; what it gives moves it on."""
    with clock.ruled(datetime(2030, 1, 31, 12, tzinfo=UTC)) as move:
        yield move
