"""What was captured for an order that comes to nothing is given back."""

from benchmarks.twins.by_hand.batch import Batch
from benchmarks.twins.by_hand.events import Event
from benchmarks.twins.by_hand.payment import asking
from benchmarks.twins.by_hand.payment.row import Payment


def cancelled(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.cancelled:
        return False
    payment.cancelled = True
    if payment.phase == "CAPTURED":
        asking.refund(event, batch)
    return True


def charge_refunded(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.phase != "CAPTURED":
        return False
    payment.phase, payment.reference = "REFUNDED", event.body.decode()
    amount = payment.subtotal - payment.discount
    return batch.say("payment.refunded", event, amount=amount, currency=payment.currency, reference=payment.reference)
