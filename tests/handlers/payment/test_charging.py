"""What is requested is charged once; what the provider does not answer in time is settled."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from payment_service import gateway
from payment_service.domain import CAPTURED, FAILED, REQUESTED
from payment_service.gateway import Captured, Closed, Declined
from payment_service.handlers import charge_card, on
from payment_service.tables import Payment
from shared.events import DiscountApplied, PaymentFailed, PaymentSucceeded
from shared.messaging.unit import Unit
from shared.outside import OutsideUnavailable
from shared.settings import settings
from tests.handlers.examples import ORDER, SUBTOTAL, example
from tests.handlers.hearing import columns, hear, row
from tests.handlers.outside import Answers
from tests.handlers.payment.facts import ASKED, CHARGE, CREATED, FREE, RESERVED, provider
from tests.handlers.payment.facts import REQUESTED as ASKED_FOR

SUCCEEDED = PaymentSucceeded(
    order_id=ORDER, subtotal=SUBTOTAL, discount=0, amount=SUBTOTAL, currency="KRW", reference="pi_1"
)


async def test_a_card_is_charged(db: AsyncSession) -> None:
    await hear(db, on, *ASKED, outside=provider())
    outside = provider(confirm=Captured("pi_1"))

    assert await charge_card(ASKED_FOR, Unit(db, outside=outside)) == SUCCEEDED

    assert outside.asked == [(gateway.confirm, CHARGE)]
    payment = await row(db, Payment)
    assert (payment.phase, payment.reference) == (CAPTURED, "pi_1")


async def test_a_charge_says_what_was_taken_off(db: AsyncSession) -> None:
    await hear(db, on, CREATED, RESERVED, example(DiscountApplied, discount=300), outside=provider())

    said = await charge_card(ASKED_FOR, Unit(db, outside=provider(confirm=Captured("pi_1"))))

    assert isinstance(said, PaymentSucceeded)
    assert (said.subtotal, said.discount, said.amount) == (SUBTOTAL, 300, SUBTOTAL - 300)


async def test_a_declined_card_fails_the_payment(db: AsyncSession) -> None:
    await hear(db, on, *ASKED, outside=provider())

    said = await charge_card(ASKED_FOR, Unit(db, outside=provider(confirm=Declined("insufficient_funds"))))

    assert said == PaymentFailed(order_id=ORDER, reason="payment_declined", detail="insufficient_funds")
    payment = await row(db, Payment)
    assert (payment.phase, payment.reason, payment.detail) == (FAILED, "payment_declined", "insufficient_funds")


async def test_nothing_to_pay_succeeds_at_once_and_needs_no_provider(db: AsyncSession) -> None:
    await hear(db, on, CREATED, RESERVED, FREE)

    said = await charge_card(ASKED_FOR, Unit(db, outside=Answers()))

    assert said == PaymentSucceeded(
        order_id=ORDER, subtotal=SUBTOTAL, discount=SUBTOTAL, amount=0, currency="KRW", reference=""
    )
    assert (await row(db, Payment)).phase == CAPTURED


async def test_a_silent_provider_leaves_the_payment_requested(db: AsyncSession) -> None:
    await hear(db, on, *ASKED, outside=provider())
    before = await columns(db, Payment)
    silent = Answers({gateway.confirm: OutsideUnavailable("no answer within 5 s")})

    with pytest.raises(OutsideUnavailable):
        await charge_card(ASKED_FOR, Unit(db, outside=silent))

    assert await columns(db, Payment) == before


async def test_until_it_gives_up_it_goes_on_charging(db: AsyncSession, noon: Callable[[timedelta], None]) -> None:
    await hear(db, on, *ASKED, outside=provider())
    noon(timedelta(seconds=settings().payment_give_up - 0.001))
    assert await charge_card(ASKED_FOR, Unit(db, outside=provider(confirm=Captured("pi_1")))) == SUCCEEDED


async def test_giving_up_it_settles_and_what_was_captured_has_succeeded(
    db: AsyncSession, noon: Callable[[timedelta], None]
) -> None:
    await hear(db, on, *ASKED, outside=provider())
    noon(timedelta(seconds=settings().payment_give_up))
    outside = provider(settle=Captured("pi_1"))

    assert await charge_card(ASKED_FOR, Unit(db, outside=outside)) == SUCCEEDED

    assert outside.asked == [(gateway.settle, CHARGE)]
    assert (await row(db, Payment)).phase == CAPTURED


async def test_giving_up_it_settles_and_what_is_closed_is_unavailable(
    db: AsyncSession, noon: Callable[[timedelta], None]
) -> None:
    await hear(db, on, *ASKED, outside=provider())
    noon(timedelta(seconds=settings().payment_give_up))

    said = await charge_card(ASKED_FOR, Unit(db, outside=provider(settle=Closed())))

    assert isinstance(said, PaymentFailed)
    assert said.reason == "payment_unavailable"
    assert (await row(db, Payment)).phase == FAILED


async def test_giving_up_it_keeps_trying_while_the_provider_is_silent(
    db: AsyncSession, noon: Callable[[timedelta], None]
) -> None:
    await hear(db, on, *ASKED, outside=provider())
    noon(timedelta(seconds=settings().payment_give_up))

    with pytest.raises(OutsideUnavailable):
        await charge_card(ASKED_FOR, Unit(db, outside=Answers({gateway.settle: OutsideUnavailable("silence")})))

    assert (await row(db, Payment)).phase == REQUESTED
