"""Empty databases to replay in, and the shop whose orders are replayed."""

from collections.abc import AsyncIterator

import pytest

from choreo.exploration.databases import databases_of_its_own
from choreo.exploration.house import open_rooms
from choreo.exploration.rooms import Rooms
from tests.e2e.conftest import goods, order_id

__all__ = ["goods", "order_id"]


@pytest.fixture(scope="package")
async def rooms() -> AsyncIterator[dict[str, Rooms]]:
    """The five services. What one replay does is not there for the next."""
    async with databases_of_its_own(), open_rooms() as opened:
        yield opened
