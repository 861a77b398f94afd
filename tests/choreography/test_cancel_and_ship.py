"""Race: an order is cancelled before, while or after shipping books. Settled or called off; nothing stays booked."""

import pytest

from shared.events import OrderCancelled, PaymentSucceeded, ShipmentCancelled, ShipmentCreated, ShipmentFailed
from tests.choreography.ending import COMPLETED, cancelled
from tests.choreography.shop import Shop
from tests.contracts.services import ORDER, SHIPPING


def shipping_said(shop: Shop) -> list[type]:
    return [
        type(event) for event in shop.said if isinstance(event, ShipmentCreated | ShipmentFailed | ShipmentCancelled)
    ]


async def test_cancelled_before_it_is_booked(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentSucceeded)
    await shop.cancel(order)
    await shop.deliver(OrderCancelled, to=SHIPPING)
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request", charged=True)
    assert shipping_said(shop) == [ShipmentFailed]


async def test_cancelled_while_it_is_booked(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentSucceeded)
    booking = await shop.begin(PaymentSucceeded, to=SHIPPING)
    await booking.call()

    await shop.cancel(order)
    await shop.deliver(OrderCancelled, to=SHIPPING)
    await booking.go_on()
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request", charged=True, booked=True)
    assert shipping_said(shop) == [ShipmentCancelled]


async def test_cancelled_while_it_is_booked_and_the_answer_is_lost_in_a_crash(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentSucceeded)
    booking = await shop.begin(PaymentSucceeded, to=SHIPPING)
    await booking.call()
    await shop.cancel(order)
    await shop.deliver(OrderCancelled, to=SHIPPING)

    shop.crash(booking)
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request", charged=True, booked=True)
    assert shipping_said(shop) == [ShipmentCancelled]


async def test_settled_while_the_booking_is_still_on_the_wire_it_has_no_effect(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentSucceeded)
    booking = await shop.begin(PaymentSucceeded, to=SHIPPING)
    await shop.cancel(order)
    await shop.deliver(OrderCancelled, to=SHIPPING)
    shop.crash(booking)
    await shop.everything()

    await booking.go_on()
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request", charged=True)
    assert shipping_said(shop) == [ShipmentFailed]


@pytest.mark.parametrize("crashes", [0, 1, 3])
async def test_cancelled_after_it_is_booked(shop: Shop, crashes: int) -> None:
    order = await shop.place()
    await shop.until(ShipmentCreated)
    await shop.cancel(order)
    for _ in range(crashes):
        calling_off = await shop.begin(OrderCancelled, to=SHIPPING)
        await calling_off.call()
        shop.crash(calling_off)
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request", charged=True, booked=True)
    assert shipping_said(shop) == [ShipmentCreated, ShipmentCancelled]


async def test_a_crash_after_the_booking_books_once(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentSucceeded)
    await shop.deliver(PaymentSucceeded, to=ORDER)
    booking = await shop.begin(PaymentSucceeded, to=SHIPPING)
    await booking.call()

    shop.crash(booking)
    await shop.everything()

    assert await shop.ending(order) == COMPLETED
