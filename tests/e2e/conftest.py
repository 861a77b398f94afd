"""New customers with something to buy."""

import pytest

from choreo.stack.addresses import Stack
from shared import ids
from tests.e2e.goods import Goods, put_up
from tests.e2e.scraped import read_while_something_is_missing
from tests.e2e.shop import Shop
from tests.metrics_page import Page


@pytest.fixture
def customer() -> str:
    """Somebody who has never ordered before."""
    return f"customer-{ids.new_id()[-12:]}"


@pytest.fixture
async def goods(shop: Shop) -> Goods:
    """A product and a coupon that no other test knows."""
    return await put_up(shop)


@pytest.fixture
def order_id() -> str:
    """Of an order that nobody has placed before."""
    return f"by-hand-{ids.new_id()[-12:]}"


@pytest.fixture(scope="session")
async def owing(shop: Shop, observed: Stack) -> Page:
    """What the observer measured while inventory_service was down and owed to an order."""
    return await read_while_something_is_missing(shop, observed)
