"""A shop with enough on its shelves, a crowd, and what the crowd wants."""

from collections.abc import AsyncIterator, Callable
from random import Random

import pytest

from choreo.demo.catalogue import PRODUCTS, SOLD_OUT
from choreo.demo.shop import open_shop as open_counter
from choreo.demo.wishes import Wish, make_wishes
from shared import ids
from tests.chaos.crowd import Crowd
from tests.e2e.goods import Goods, put_up
from tests.e2e.shop import Shop
from tests.patience import eventually

Wishes = Callable[[int], list[Wish]]


@pytest.fixture(scope="session")
async def stocked_shop(shop: Shop) -> Shop:
    """Full shelves of what the demo sells, and its coupons."""
    async with open_counter(shop.stack.addresses) as counter:
        await counter.seed(pieces=10_000)
    wanted = [product.sku for product in (*PRODUCTS, SOLD_OUT)]

    async def all_are_listed() -> bool:
        found = await shop.rows("order_service", "select sku from product where sku = any($1)", wanted)
        return len(found) == len(wanted)

    await eventually(all_are_listed)
    return shop


@pytest.fixture
async def crowd(stocked_shop: Shop) -> AsyncIterator[Crowd]:
    """New customers; when they have left, every member of the shop is up."""
    yield Crowd(stocked_shop, f"crowd-{ids.new_id()[-12:]}")
    await stocked_shop.stack.until_ready()


@pytest.fixture
async def wishes(stocked_shop: Shop) -> Wishes:
    """Orders that end in every way, and among them some that fight for ten pieces and five redemptions."""
    scarce = await put_up(stocked_shop)
    terms = {"percent": 10, "limit": 5}
    await stocked_shop.order("discount_service", "PUT", f"/coupons/{scarce.coupon}", terms)

    def make(count: int) -> list[Wish]:
        chance = Random(count)
        rush = [_rush(scarce, chance) for _ in range(count // 8)]
        mix = [*rush, *make_wishes(count - len(rush), chance)]
        chance.shuffle(mix)
        return mix

    return make


def _rush(scarce: Goods, chance: Random) -> Wish:
    coupon_code = chance.choice([None, scarce.coupon])
    body = scarce.order(chance.randint(1, 2), coupon_code=coupon_code)
    return Wish(body, "COMPLETED or out_of_stock" + (" or coupon_rejected" if coupon_code else ""))
