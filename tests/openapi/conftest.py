"""The shop, with what the documents' examples ask for."""

from functools import partial

import pytest

from shared import ids
from tests.e2e.shop import Shop
from tests.patience import eventually


@pytest.fixture
def customer() -> str:
    """Somebody who has never ordered before."""
    return f"customer-{ids.new_id()[-12:]}"


@pytest.fixture(scope="package")
async def stocked(shop: Shop) -> Shop:
    """Mugs are in stock, as the example of an order wants one."""
    mug = {"name": "Mug", "price": 1400, "currency": "EUR"}
    await shop.order("inventory_service", "PUT", "/products/mug", mug)
    await shop.order("inventory_service", "POST", "/products/mug/restock", {"quantity": 1000})
    await eventually(partial(shop.rows, "order_service", "select sku from product where sku = 'mug'"))
    return shop
