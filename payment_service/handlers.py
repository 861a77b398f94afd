"""Payment's dance steps: wait for three facts, charge once, settle or refund what is cancelled."""

from datetime import timedelta
from typing import Any

from payment_service import gateway
from payment_service.domain import CAPTURED, FAILED, REFUNDED, REQUESTED, WAITING, Charge, Facts, is_given_up
from payment_service.tables import Payment
from shared import clock
from shared.events import (
    DiscountApplied,
    InventoryReserved,
    OrderCancelled,
    OrderCreated,
    PaymentFailed,
    PaymentRefunded,
    PaymentRequested,
    PaymentSucceeded,
    ShipmentFailed,
)
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.unit import Unit
from shared.settings import settings

on = Subscriptions()


@on(OrderCreated)
async def note_order(event: OrderCreated, db: Unit) -> PaymentRequested | None:
    """The first of the three facts in the join; the first order.created wins."""
    payment = await db.get(Payment, event.order_id)
    if payment.created:
        return None
    return await _join(
        payment,
        db,
        created=True,
        customer_id=event.customer_id,
        subtotal=event.subtotal,
        currency=event.currency,
        payment_method=event.payment_method,
    )


@on(InventoryReserved)
async def note_reservation(event: InventoryReserved, db: Unit) -> PaymentRequested | None:
    """The second fact in the join."""
    return await _join(await db.get(Payment, event.order_id), db, reserved=True)


@on(DiscountApplied)
async def note_discount(event: DiscountApplied, db: Unit) -> PaymentRequested | None:
    """The third fact in the join; the first discount wins."""
    payment = await db.get(Payment, event.order_id)
    if payment.applied:
        return None
    return await _join(payment, db, applied=True, discount=event.discount)


@on(PaymentRequested)
async def charge_card(event: PaymentRequested, db: Unit) -> PaymentSucceeded | PaymentFailed | PaymentRefunded | None:
    """Charge once. Cancelled meanwhile: settled, and paid back when it was captured. Given up: settled."""
    payment = await db.get(Payment, event.order_id)
    if payment.phase != REQUESTED:
        return None
    charge = Facts.of(payment).charge
    if payment.cancelled:
        return await _undo(payment, charge, db)
    if charge.amount == 0:
        return _capture(payment, charge, reference="")
    if is_given_up(payment.requested_at, clock.now(), timedelta(seconds=settings().payment_give_up)):
        settled = await db.outside(gateway.settle, charge)
        if isinstance(settled, gateway.Closed):
            return _fail(payment, "payment_unavailable", "the payment provider did not answer in time")
        return _capture(payment, charge, settled.reference)
    outcome = await db.outside(gateway.confirm, charge)
    if isinstance(outcome, gateway.Declined):
        return _fail(payment, "payment_declined", outcome.detail)
    return _capture(payment, charge, outcome.reference)


@on(OrderCancelled, ShipmentFailed)
async def cancel_payment(event: OrderCancelled | ShipmentFailed, db: Unit) -> PaymentRefunded | None:
    """Pay back what was captured, once. What is only requested is settled by its own payment.requested."""
    payment = await db.get(Payment, event.order_id)
    if payment.phase == CAPTURED:
        return await _refund(payment, Facts.of(payment).charge, db)
    if payment.phase in (WAITING, REQUESTED):
        payment.cancelled = True
    return None


async def _join(payment: Payment, db: Unit, **fact: Any) -> PaymentRequested | None:
    """With all three facts, and not cancelled, an intent is made (no money moves) and the charge is asked for."""
    facts = Facts.of(payment).and_also(**fact)
    asks = facts.whole and payment.phase == WAITING and not payment.cancelled
    charge = facts.charge
    intent = await db.outside(gateway.create, charge) if asks and charge.amount else None
    for name, value in fact.items():
        setattr(payment, name, value)
    if not asks:
        return None
    payment.phase, payment.intent, payment.requested_at = REQUESTED, intent, clock.now()
    return PaymentRequested(order_id=payment.order_id, amount=charge.amount, currency=charge.currency)


async def _undo(payment: Payment, charge: Charge, db: Unit) -> PaymentFailed | PaymentRefunded:
    """A charge that may have left already is settled, never skipped (PROTOCOL.md section 3)."""
    if charge.amount:
        settled = await db.outside(gateway.settle, charge)
        if isinstance(settled, gateway.Captured):
            refund = await _refund(payment, charge, db)
            payment.reference = settled.reference
            return refund
    return _fail(payment, "cancelled", "the order was cancelled before it was charged")


async def _refund(payment: Payment, charge: Charge, db: Unit) -> PaymentRefunded:
    reference = (await db.outside(gateway.refund, charge)).reference if charge.amount else ""
    payment.phase, payment.refund_reference, payment.refunded_at = REFUNDED, reference, clock.now()
    return PaymentRefunded(
        order_id=payment.order_id, amount=charge.amount, currency=charge.currency, reference=reference
    )


def _capture(payment: Payment, charge: Charge, reference: str) -> PaymentSucceeded:
    payment.phase, payment.reference = CAPTURED, reference
    return PaymentSucceeded(
        order_id=payment.order_id,
        subtotal=payment.subtotal or 0,
        discount=(payment.subtotal or 0) - charge.amount,
        amount=charge.amount,
        currency=charge.currency,
        reference=reference,
    )


def _fail(payment: Payment, reason: str, detail: str) -> PaymentFailed:
    payment.phase, payment.reason, payment.detail = FAILED, reason, detail
    return PaymentFailed.model_validate({"order_id": payment.order_id, "reason": reason, "detail": detail})
