"""A customer's order is accepted at our prices, in one currency."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from order_service.domain import PENDING, CannotOrder
from order_service.tables import Order, Product
from shared.events import OrderLine
from tests.handlers.examples import CUSTOMER, ORDER
from tests.handlers.hearing import row
from tests.handlers.order.asked import listed, placed


async def test_an_order_is_placed_at_our_prices(db: AsyncSession) -> None:
    await listed(db, "tea", 1400)
    await listed(db, "cup", 500)

    event = await placed(db, ("tea", 2), ("cup", 1), coupon_code="WELCOME")

    assert event.items == (
        OrderLine(sku="tea", quantity=2, unit_price=1400),
        OrderLine(sku="cup", quantity=1, unit_price=500),
    )
    assert (event.order_id, event.subtotal, event.currency, event.coupon_code) == (ORDER, 3300, "KRW", "WELCOME")
    order = await row(db, Order)
    assert (order.status, order.customer_id, order.subtotal) == (PENDING, CUSTOMER, 3300)
    assert order.deadline_at is not None


async def test_two_lines_of_one_product_are_added_up(db: AsyncSession) -> None:
    await listed(db, "tea", 1400)
    event = await placed(db, ("tea", 2), ("tea", 1))
    assert (event.subtotal, event.quantities) == (4200, {"tea": 3})


async def test_a_product_nobody_has_listed_cannot_be_ordered(db: AsyncSession) -> None:
    await listed(db, "tea", 1400)
    with pytest.raises(CannotOrder) as refused:
        await placed(db, ("tea", 1), ("unicorn", 1))
    assert (refused.value.field, refused.value.problem) == ("items[1].sku", "there is no product unicorn")


async def test_an_order_has_one_currency(db: AsyncSession) -> None:
    await listed(db, "tea", 1400, "KRW")
    await listed(db, "wine", 1900, "EUR")
    with pytest.raises(CannotOrder) as refused:
        await placed(db, ("tea", 1), ("wine", 1))
    assert refused.value.field == "items[1].sku"
    assert refused.value.remedy == "place one order per currency"


async def test_an_order_of_nothing_is_refused(db: AsyncSession) -> None:
    with pytest.raises(CannotOrder, match="items: is empty"):
        await placed(db)


async def test_an_order_that_costs_more_than_we_can_count_is_refused(db: AsyncSession) -> None:
    await listed(db, "moon", 10**12)
    with pytest.raises(CannotOrder, match="items: add up to 2000000000000"):
        await placed(db, ("moon", 2))


@pytest.mark.parametrize("versions", [(1, 2), (2, 1)], ids=["in order", "overtaken"])
async def test_the_newer_version_of_a_product_wins_in_whatever_order_they_come(
    db: AsyncSession, versions: tuple[int, int]
) -> None:
    for version in versions:
        await listed(db, "tea", 1000 + version, version=version)
    product = await row(db, Product, "tea")
    assert (product.version, product.unit_price) == (2, 1002)
