"""A payment is asked for when the order, its stock and its discount are all known, in whatever order they come."""

from itertools import permutations

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from payment_service import gateway
from payment_service.domain import REQUESTED, WAITING, Charge
from payment_service.handlers import note_discount, note_order, note_reservation, on
from payment_service.tables import Payment
from shared import clock
from shared.events import DiscountApplied, Event, OrderCreated, PaymentRequested
from shared.messaging.unit import Unit
from shared.outside import OutsideUnavailable
from tests.handlers.examples import CUSTOMER, ORDER, SUBTOTAL, example
from tests.handlers.hearing import History, hear, row
from tests.handlers.outside import Answers
from tests.handlers.payment.facts import APPLIED, ASKED, CANCELS, CREATED, FREE, RESERVED, provider

NEW_CHARGE = Charge(ORDER, SUBTOTAL, "KRW", "pm_card_visa")

ORDERS_OF_FACTS = {", ".join(fact.topic for fact in facts): facts for facts in permutations(ASKED)}

in_any_order = pytest.mark.parametrize("facts", ORDERS_OF_FACTS.values(), ids=ORDERS_OF_FACTS)


@pytest.mark.parametrize("fact", [CREATED, RESERVED, APPLIED], ids=lambda fact: str(fact.topic))
async def test_one_fact_is_kept_without_a_word(db: AsyncSession, fact: Event) -> None:
    assert await hear(db, on, fact) == [None]
    payment = await row(db, Payment)
    assert payment.phase == WAITING
    assert (payment.created, payment.reserved, payment.applied) == (fact is CREATED, fact is RESERVED, fact is APPLIED)


@in_any_order
async def test_with_the_third_fact_the_payment_is_requested(db: AsyncSession, facts: History, noon: object) -> None:
    outside = provider()

    said = await hear(db, on, *facts, outside=outside)

    assert said == [None, None, PaymentRequested(order_id=ORDER, amount=SUBTOTAL, currency="KRW")]
    assert outside.asked == [(gateway.create, NEW_CHARGE)]
    payment = await row(db, Payment)
    assert (payment.phase, payment.intent, payment.requested_at) == (REQUESTED, "pi_1", clock.now())
    assert (payment.customer_id, payment.payment_method) == (CUSTOMER, "pm_card_visa")


async def test_the_amount_is_the_subtotal_less_the_discount(db: AsyncSession) -> None:
    await hear(db, on, CREATED, RESERVED)
    said = await note_discount(example(DiscountApplied, discount=300), Unit(db, outside=provider()))
    assert said == PaymentRequested(order_id=ORDER, amount=SUBTOTAL - 300, currency="KRW")


@pytest.mark.parametrize("discount", [SUBTOTAL, SUBTOTAL + 1])
async def test_nothing_to_pay_needs_no_provider(db: AsyncSession, discount: int) -> None:
    await hear(db, on, CREATED, example(DiscountApplied, discount=discount))

    said = await note_reservation(RESERVED, Unit(db, outside=Answers()))

    assert said == PaymentRequested(order_id=ORDER, amount=0, currency="KRW")
    assert (await row(db, Payment)).intent is None


async def test_what_the_provider_does_not_take_is_requested_all_the_same(db: AsyncSession) -> None:
    *_, said = await hear(db, on, *ASKED, outside=provider(create=None))
    assert isinstance(said, PaymentRequested)
    payment = await row(db, Payment)
    assert (payment.phase, payment.intent) == (REQUESTED, None)


async def test_while_the_provider_is_away_the_third_fact_is_not_taken(db: AsyncSession) -> None:
    await hear(db, on, CREATED, RESERVED)
    away = Answers({gateway.create: OutsideUnavailable("no answer within 5 s")})

    with pytest.raises(OutsideUnavailable):
        await note_discount(APPLIED, Unit(db, outside=away))

    payment = await row(db, Payment)
    assert (payment.phase, payment.applied) == (WAITING, False)


@in_any_order
@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("cancel", CANCELS.values(), ids=CANCELS)
async def test_of_a_cancelled_order_nothing_is_requested(
    db: AsyncSession, facts: History, at: int, cancel: Event
) -> None:
    assert await hear(db, on, *facts[:at], cancel, *facts[at:]) == [None] * 4
    payment = await row(db, Payment)
    assert (payment.phase, payment.cancelled) == (WAITING, True)


async def test_the_first_order_created_is_the_one_that_is_paid(db: AsyncSession) -> None:
    dearer = example(OrderCreated, items=[{"sku": "tea", "quantity": 9, "unit_price": 1400}])
    await hear(db, on, CREATED)
    assert await note_order(dearer, Unit(db)) is None

    *_, said = await hear(db, on, RESERVED, APPLIED, outside=provider())

    assert said == PaymentRequested(order_id=ORDER, amount=SUBTOTAL, currency="KRW")


async def test_the_first_discount_is_the_one_that_counts(db: AsyncSession) -> None:
    *_, said = await hear(db, on, APPLIED, FREE, CREATED, RESERVED, outside=provider())
    assert said == PaymentRequested(order_id=ORDER, amount=SUBTOTAL, currency="KRW")
