"""Race: the customer cancels against shipment.created, at order. The row's lock decides, once."""

import asyncio

import pytest

from order_service.domain import AlreadyEnded
from shared.events import PaymentSucceeded, ShipmentCreated
from tests.choreography.ending import COMPLETED, cancelled
from tests.choreography.shop import Shop
from tests.contracts.services import ORDER


async def test_a_shipped_order_cannot_be_cancelled(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(ShipmentCreated)
    await shop.deliver(ShipmentCreated, to=ORDER)
    with pytest.raises(AlreadyEnded, match="COMPLETED"):
        await shop.cancel(order)

    await shop.everything()

    assert await shop.ending(order) == COMPLETED


async def test_a_cancelled_order_is_called_off_and_paid_back_though_it_was_shipped(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(ShipmentCreated)
    await shop.cancel(order)
    await shop.deliver(ShipmentCreated, to=ORDER)

    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request", charged=True, booked=True)


async def test_a_shipment_that_overtakes_the_payment_completes_nothing_by_itself(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentSucceeded)
    payment = shop.hold_back(PaymentSucceeded, to=ORDER)
    await shop.everything()
    await shop.cancel(order)

    shop.under_way.append(payment)
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request", charged=True, booked=True)


@pytest.mark.parametrize("cancel_goes_first", [True, False])
async def test_at_the_same_moment_one_of_them_wins(shop: Shop, cancel_goes_first: bool) -> None:
    order = await shop.place()
    await shop.until(ShipmentCreated)
    both = [shop.cancel(order), shop.deliver(ShipmentCreated, to=ORDER)]

    outcomes = await asyncio.gather(*(both if cancel_goes_first else reversed(both)), return_exceptions=True)
    await shop.everything()

    too_late = any(isinstance(outcome, AlreadyEnded) for outcome in outcomes)
    lost = cancelled("customer_request", charged=True, booked=True)
    assert await shop.ending(order) == (COMPLETED if too_late else lost)
