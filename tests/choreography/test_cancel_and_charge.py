"""Races: an order is cancelled around its charge. Settled; what was captured is paid back once."""

import pytest

from shared.events import OrderCancelled, PaymentFailed, PaymentRefunded, PaymentRequested, PaymentSucceeded
from tests.choreography.ending import COMPLETED, cancelled
from tests.choreography.shop import Shop
from tests.contracts.services import PAYMENT


def payment_said(shop: Shop) -> list[type]:
    """What payment said after payment.requested."""
    outcomes = PaymentFailed | PaymentRefunded | PaymentSucceeded
    return [type(event) for event in shop.said if isinstance(event, outcomes)]


async def test_cancelled_between_the_request_and_the_charge(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentRequested)
    await shop.cancel(order)
    await shop.deliver(OrderCancelled, to=PAYMENT)
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request")
    assert payment_said(shop) == [PaymentFailed]


async def test_cancelled_while_the_card_is_charged(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentRequested)
    charge = await shop.begin(PaymentRequested, to=PAYMENT)
    await charge.call()

    await shop.cancel(order)
    await shop.deliver(OrderCancelled, to=PAYMENT)
    await charge.go_on()
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request", charged=True)
    assert payment_said(shop) == [PaymentRefunded]


async def test_cancelled_while_the_card_is_charged_and_the_answer_is_lost_in_a_crash(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentRequested)
    charge = await shop.begin(PaymentRequested, to=PAYMENT)
    await charge.call()
    await shop.cancel(order)
    await shop.deliver(OrderCancelled, to=PAYMENT)

    shop.crash(charge)
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request", charged=True)
    assert payment_said(shop) == [PaymentRefunded]


async def test_cancelled_while_a_card_is_declined(shop: Shop) -> None:
    order = await shop.place(card="pm_card_chargeDeclined")
    await shop.until(PaymentRequested)
    charge = await shop.begin(PaymentRequested, to=PAYMENT)
    await charge.call()

    await shop.cancel(order)
    await shop.deliver(OrderCancelled, to=PAYMENT)
    await charge.go_on()
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request")
    failed = next(event for event in shop.said if isinstance(event, PaymentFailed))
    assert failed.reason == "cancelled"


async def test_settled_while_the_charge_is_still_on_the_wire_it_has_no_effect(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentRequested)
    charge = await shop.begin(PaymentRequested, to=PAYMENT)
    await shop.cancel(order)
    await shop.deliver(OrderCancelled, to=PAYMENT)
    shop.crash(charge)
    await shop.everything()

    await charge.go_on()
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request")
    assert payment_said(shop) == [PaymentFailed]


async def test_a_crash_after_the_charge_charges_once(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentRequested)
    charge = await shop.begin(PaymentRequested, to=PAYMENT)
    await charge.call()

    shop.crash(charge)
    await shop.everything()

    assert await shop.ending(order) == COMPLETED


@pytest.mark.parametrize("crashes", [1, 3])
async def test_a_crash_after_the_refund_pays_back_once(shop: Shop, crashes: int) -> None:
    order = await shop.place()
    await shop.until(PaymentSucceeded)
    await shop.cancel(order)
    for _ in range(crashes):
        refund = await shop.begin(OrderCancelled, to=PAYMENT)
        await refund.call()
        shop.crash(refund)

    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request", charged=True, booked=True)
    assert payment_said(shop) == [PaymentSucceeded, PaymentRefunded]


async def test_a_crash_between_settling_and_paying_back_pays_back_once(shop: Shop) -> None:
    order = await shop.place()
    await shop.until(PaymentRequested)
    charge = await shop.begin(PaymentRequested, to=PAYMENT)
    await charge.call()
    shop.crash(charge)
    await shop.cancel(order)
    await shop.deliver(OrderCancelled, to=PAYMENT)
    settling = await shop.begin(PaymentRequested, to=PAYMENT)
    await settling.call()
    await settling.decide()
    assert settling.calls == "refund"
    await settling.call()

    shop.crash(settling)
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request", charged=True)
