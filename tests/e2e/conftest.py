"""New customers with something to buy."""

import pytest

from shared import ids
from tests.e2e.goods import Goods, put_up
from tests.e2e.shop import Shop


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
