"""Of a cancelled order, what was captured is paid back once, and what may have been charged is settled."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from payment_service import gateway
from payment_service.domain import FAILED, REFUNDED, REQUESTED, WAITING
from payment_service.gateway import Captured, Closed, Declined
from payment_service.handlers import cancel_payment, charge_card, on
from payment_service.tables import Payment
from shared import clock
from shared.events import OrderCancelled, PaymentFailed, PaymentRefunded, ShipmentFailed
from shared.messaging.errors import WroteBeforeCalling
from shared.messaging.unit import Unit
from shared.outside import OutsideUnavailable
from tests.handlers.examples import ORDER, SUBTOTAL
from tests.handlers.hearing import History, columns, hear, row
from tests.handlers.outside import Answers
from tests.handlers.payment import facts
from tests.handlers.payment.facts import ASKED, CANCELLED, CANCELS, CHARGE, CREATED, FREE, RESERVED, provider

Cancel = OrderCancelled | ShipmentFailed

REFUND = PaymentRefunded(order_id=ORDER, amount=SUBTOTAL, currency="KRW", reference="re_1")

each_cancel = pytest.mark.parametrize("cancel", CANCELS.values(), ids=CANCELS)


async def captured(db: AsyncSession) -> None:
    await hear(db, on, *ASKED, facts.REQUESTED, outside=provider(confirm=Captured("pi_1")))


@each_cancel
async def test_what_was_captured_is_paid_back(db: AsyncSession, cancel: Cancel, noon: object) -> None:
    await captured(db)
    outside = provider()

    assert await cancel_payment(cancel, Unit(db, outside=outside)) == REFUND

    assert outside.asked == [(gateway.refund, CHARGE)]
    payment = await row(db, Payment)
    assert (payment.phase, payment.refund_reference, payment.refunded_at) == (REFUNDED, "re_1", clock.now())
    assert payment.reference == "pi_1"


@each_cancel
@pytest.mark.parametrize(
    ("history", "phase"),
    [((), WAITING), ((CREATED, RESERVED), WAITING), (ASKED, REQUESTED)],
    ids=["nothing known", "waiting", "requested"],
)
async def test_before_the_charge_a_cancel_is_only_noted(
    db: AsyncSession, cancel: Cancel, history: History, phase: str
) -> None:
    await hear(db, on, *history, outside=provider())
    assert await cancel_payment(cancel, Unit(db, outside=Answers())) is None
    payment = await row(db, Payment)
    assert (payment.phase, payment.cancelled) == (phase, True)


@each_cancel
async def test_a_charge_of_a_cancelled_order_that_had_left_is_settled_and_paid_back(
    db: AsyncSession, cancel: Cancel
) -> None:
    await hear(db, on, *ASKED, cancel, outside=provider())
    outside = provider(settle=Captured("pi_1"))

    assert await charge_card(facts.REQUESTED, Unit(db, outside=outside)) == REFUND

    assert outside.asked == [(gateway.settle, CHARGE), (gateway.refund, CHARGE)]
    payment = await row(db, Payment)
    assert (payment.phase, payment.reference, payment.refund_reference) == (REFUNDED, "pi_1", "re_1")


@each_cancel
async def test_a_charge_of_a_cancelled_order_that_had_not_left_is_closed(db: AsyncSession, cancel: Cancel) -> None:
    await hear(db, on, *ASKED, cancel, outside=provider())

    said = await charge_card(facts.REQUESTED, Unit(db, outside=provider(settle=Closed())))

    assert isinstance(said, PaymentFailed)
    assert said.reason == "cancelled"
    assert (await row(db, Payment)).phase == FAILED


async def test_a_cancelled_order_with_nothing_to_pay_needs_no_provider(db: AsyncSession) -> None:
    await hear(db, on, CREATED, RESERVED, FREE, CANCELLED)
    said = await charge_card(facts.REQUESTED, Unit(db, outside=Answers()))
    assert isinstance(said, PaymentFailed)
    assert said.reason == "cancelled"


async def test_nothing_paid_is_paid_back_without_the_provider(db: AsyncSession) -> None:
    await hear(db, on, CREATED, RESERVED, FREE, facts.REQUESTED)
    said = await cancel_payment(CANCELLED, Unit(db, outside=Answers()))
    assert said == PaymentRefunded(order_id=ORDER, amount=0, currency="KRW", reference="")


async def test_while_the_provider_is_away_nothing_counts_as_paid_back(db: AsyncSession) -> None:
    await captured(db)
    before = await columns(db, Payment)

    with pytest.raises(OutsideUnavailable):
        await cancel_payment(CANCELLED, Unit(db, outside=Answers({gateway.refund: OutsideUnavailable("silence")})))

    assert await columns(db, Payment) == before


async def test_a_declined_payment_has_nothing_to_pay_back(db: AsyncSession) -> None:
    await hear(db, on, *ASKED, facts.REQUESTED, outside=provider(confirm=Declined("generic_decline")))
    assert await cancel_payment(CANCELLED, Unit(db, outside=Answers())) is None


async def test_a_refund_that_is_noted_before_it_is_made_is_refused(db: AsyncSession) -> None:
    async def refund_hastily(event: OrderCancelled, db: Unit) -> None:
        payment = await db.get(Payment, event.order_id)
        payment.phase = REFUNDED
        await db.outside(gateway.refund, CHARGE)

    await captured(db)
    outside = provider()
    with pytest.raises(WroteBeforeCalling, match="refund"):
        await refund_hastily(CANCELLED, Unit(db, outside=outside))
    assert outside.asked == []
