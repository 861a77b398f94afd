"""Empty databases to replay in, and the shop whose orders are replayed."""

from collections.abc import AsyncIterator

import pytest

from choreo.exploration.databases import databases_of_its_own
from choreo.exploration.house import open_rooms
from choreo.exploration.rooms import Rooms
from shared import ids
from tests.e2e.goods import Goods, put_up
from tests.e2e.shop import Shop


@pytest.fixture(scope="package")
async def rooms() -> AsyncIterator[dict[str, Rooms]]:
    """The five services. What one replay does is not there for the next."""
    async with databases_of_its_own(), open_rooms() as opened:
        yield opened


@pytest.fixture
async def goods(shop: Shop) -> Goods:
    """A product and a coupon that no other test knows."""
    return await put_up(shop)


@pytest.fixture
def order_id() -> str:
    """Of an order that nobody has placed before."""
    return f"by-hand-{ids.new_id()[-12:]}"
