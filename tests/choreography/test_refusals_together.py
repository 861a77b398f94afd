"""Races: two refusals, or a refusal and a cancel, meet. One of them is acted on, once."""

import asyncio

import pytest

from shared.events import (
    DiscountRejected,
    Event,
    InventoryRejected,
    OrderCancelled,
    OrderCreated,
    PaymentRefunded,
    ShipmentFailed,
)
from tests.choreography.ending import cancelled
from tests.choreography.shop import Shop
from tests.contracts.services import DISCOUNT, INVENTORY, ORDER, PAYMENT

EACH_FIRST = [(ShipmentFailed, OrderCancelled), (OrderCancelled, ShipmentFailed)]


async def undeliverable_and_cancelled(shop: Shop) -> str:
    """Both shipment.failed and order.cancelled are under way to payment."""
    order = await shop.place(postal_code="00000")
    await shop.until(ShipmentFailed)
    await shop.deliver(ShipmentFailed, to=ORDER)
    return order


def refunds(shop: Shop) -> int:
    return sum(isinstance(event, PaymentRefunded) for event in shop.said)


@pytest.mark.parametrize(("first", "second"), EACH_FIRST)
async def test_an_undeliverable_order_is_paid_back_once(shop: Shop, first: type[Event], second: type[Event]) -> None:
    order = await undeliverable_and_cancelled(shop)
    await shop.deliver(first, to=PAYMENT)
    await shop.deliver(second, to=PAYMENT)
    await shop.everything()

    assert await shop.ending(order) == cancelled("undeliverable", charged=True)
    assert refunds(shop) == 1


@pytest.mark.parametrize(("first", "second"), EACH_FIRST)
async def test_two_that_have_both_decided_to_pay_back_pay_back_once(
    shop: Shop, first: type[Event], second: type[Event]
) -> None:
    order = await undeliverable_and_cancelled(shop)
    turns = [await shop.begin(first, to=PAYMENT), await shop.begin(second, to=PAYMENT)]
    assert [turn.calls for turn in turns] == ["refund", "refund"]

    for turn in turns:
        await turn.call()
    await asyncio.gather(*(turn.go_on() for turn in turns))
    await shop.everything()

    assert await shop.ending(order) == cancelled("undeliverable", charged=True)
    assert refunds(shop) == 1


async def test_at_the_same_moment_two_replicas_pay_back_once(shop: Shop) -> None:
    order = await undeliverable_and_cancelled(shop)
    both = [shop.find(ShipmentFailed, PAYMENT), shop.find(OrderCancelled, PAYMENT)]

    await asyncio.gather(*(shop.hand_over(each) for each in both))
    await shop.everything()

    assert await shop.ending(order) == cancelled("undeliverable", charged=True)
    assert refunds(shop) == 1


@pytest.mark.parametrize(
    ("first", "reason"), [(InventoryRejected, "out_of_stock"), (DiscountRejected, "coupon_rejected")]
)
@pytest.mark.parametrize("told_each_other", [True, False])
async def test_of_two_refusals_the_first_at_order_names_the_reason(
    shop: Shop, first: type[Event], reason: str, told_each_other: bool
) -> None:
    order = await shop.place(quantity=11, coupon="nonsense")
    await shop.deliver(OrderCreated, to=INVENTORY)
    await shop.deliver(OrderCreated, to=DISCOUNT)
    if told_each_other:
        await shop.deliver(InventoryRejected, to=DISCOUNT)
        await shop.deliver(DiscountRejected, to=INVENTORY)

    await shop.deliver(first, to=ORDER)
    await shop.everything()

    assert await shop.ending(order) == cancelled(reason)


async def test_a_refusal_that_overtakes_the_order_at_the_other_leaves_it_nothing_to_do(shop: Shop) -> None:
    order = await shop.place(quantity=11)
    discount = shop.hold_back(OrderCreated, to=DISCOUNT)
    await shop.until(InventoryRejected)
    await shop.deliver(InventoryRejected, to=DISCOUNT)

    shop.under_way.append(discount)
    await shop.everything()

    assert await shop.ending(order) == cancelled("out_of_stock")
    assert {"discount.applied", "discount.released"}.isdisjoint(event.topic for event in shop.said)
