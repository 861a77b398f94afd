"""Three facts are joined; then the charge is created, and confirmed."""

from benchmarks.twins.by_hand.batch import Batch
from benchmarks.twins.by_hand.events import Event
from benchmarks.twins.by_hand.payment import asking
from benchmarks.twins.by_hand.payment.row import Payment


def order_created(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.created:
        return False
    payment.created, payment.traceparent = True, event.traceparent
    payment.subtotal, payment.currency = event.data["subtotal"], event.data["currency"]
    payment.payment_method = event.data["payment_method"]
    return _join(event, payment, batch)


def inventory_reserved(event: Event, payment: Payment, batch: Batch) -> bool:
    payment.reserved = True
    return _join(event, payment, batch)


def discount_applied(event: Event, payment: Payment, batch: Batch) -> bool:
    payment.applied, payment.discount = True, event.data["discount"]
    return _join(event, payment, batch)


def _join(event: Event, payment: Payment, batch: Batch) -> bool:
    facts = payment.created and payment.reserved and payment.applied
    if facts and payment.phase == "WAITING" and not payment.cancelled:
        payment.phase = "JOINED"
        asking.create(event, batch)
    return True


def charge_created(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.phase != "JOINED":
        return False
    payment.phase, payment.reference = "REQUESTED", event.body.decode()
    amount = payment.subtotal - payment.discount
    return batch.say("payment.requested", event, amount=amount, currency=payment.currency)


def payment_requested(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.phase == "REQUESTED":
        asking.confirm(event, payment, batch)
    return False


def charge_confirmed(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.phase != "REQUESTED":
        return False
    if not event.body:
        payment.phase = "FAILED"
        reason = "cancelled" if payment.cancelled else "payment_declined"
        return batch.say("payment.failed", event, reason=reason, detail="the card was declined")
    payment.phase = "CAPTURED"
    if payment.cancelled:
        asking.refund(event, batch)
        return True
    return batch.say(
        "payment.succeeded",
        event,
        subtotal=payment.subtotal,
        discount=payment.discount,
        amount=payment.subtotal - payment.discount,
        currency=payment.currency,
        reference=payment.reference,
    )
