"""Race: two orders, the last unit, the last redemption. Never below zero, never above the limit."""

import asyncio

import pytest

from shared.events import OrderCreated
from tests.choreography.ending import Ending, cancelled
from tests.choreography.shop import Shop
from tests.contracts.services import DISCOUNT, INVENTORY

ONE_SOLD = Ending("COMPLETED", shipped=1, redeemed=1, charged=1260, booked=1)


@pytest.fixture
async def last(shop: Shop) -> Shop:
    """One unit is left, and one redemption."""
    last = shop.another()
    await last.open(pieces=1, redemptions=1)
    return last


async def test_the_order_that_gets_both_is_completed(last: Shop) -> None:
    lucky, late = await last.place(quantity=1), await last.place(quantity=1)

    await last.everything()

    assert await last.ending(lucky) == ONE_SOLD
    lost = await last.ending(late)
    assert (lost.status, lost.charged) == ("CANCELLED", 0)
    assert lost.reason in ("out_of_stock", "coupon_rejected")


async def test_when_each_gets_one_of_the_two_both_are_cancelled(last: Shop) -> None:
    first, second = await last.place(quantity=1), await last.place(quantity=1)
    await last.deliver(OrderCreated, to=INVENTORY, of=first)
    await last.deliver(OrderCreated, to=DISCOUNT, of=second)
    await last.deliver(OrderCreated, to=INVENTORY, of=second)
    await last.deliver(OrderCreated, to=DISCOUNT, of=first)
    assert (await last.stock(), await last.redeemed()) == ((0, 1, 0), 1)

    await last.everything()

    assert await last.ending(first) == cancelled("coupon_rejected")
    assert await last.ending(second) == cancelled("out_of_stock")
    assert (await last.stock(), await last.redeemed()) == ((1, 0, 0), 0)


@pytest.mark.parametrize("service", [INVENTORY, DISCOUNT])
async def test_two_replicas_do_not_give_the_last_one_away_twice(last: Shop, service: str) -> None:
    orders = [await last.place(quantity=1) for _ in range(4)]

    await asyncio.gather(*(last.deliver(OrderCreated, to=service, of=order) for order in orders))
    await last.everything()

    await _at_most_one_is_completed(last, orders)


@pytest.mark.parametrize("service", [INVENTORY, DISCOUNT])
async def test_one_batch_does_not_give_the_last_one_away_twice(last: Shop, service: str) -> None:
    orders = [await last.place(quantity=1) for _ in range(4)]

    await last.hand_over_together([last.find(OrderCreated, service, order) for order in orders])
    await last.everything()

    await _at_most_one_is_completed(last, orders)


async def test_what_a_cancelled_order_gives_back_the_next_one_gets(last: Shop) -> None:
    first = await last.place(quantity=1, card="pm_card_chargeDeclined")
    await last.everything()
    assert await last.ending(first) == cancelled("payment_declined")

    second = await last.place(quantity=1)
    await last.everything()

    assert await last.ending(second) == ONE_SOLD


async def _at_most_one_is_completed(last: Shop, orders: list[str]) -> None:
    endings = [await last.ending(order) for order in orders]
    completed = sum(ending.status == "COMPLETED" for ending in endings)
    assert completed <= 1
    assert (await last.stock(), await last.redeemed()) == ((1 - completed, 0, completed), completed)
