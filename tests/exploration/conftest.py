"""The five services on PostgreSQL, each in each of its states."""

from collections.abc import AsyncIterator

import pytest

from choreo.exploration.databases import databases_of_its_own
from choreo.exploration.house import open_rooms
from choreo.exploration.rooms import Rooms


@pytest.fixture(scope="session")
async def rooms() -> AsyncIterator[dict[str, Rooms]]:
    """What they have learned in one scenario, they know in the next."""
    async with databases_of_its_own(), open_rooms() as opened:
        yield opened
