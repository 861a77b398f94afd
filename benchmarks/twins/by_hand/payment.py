"""Payment: the join of three facts, then the charge, and the refund of what came to nothing."""

from dataclasses import dataclass

from benchmarks.saga.outsiders import confirm_charge, create_charge, refund_charge
from benchmarks.twins.by_hand.batch import Batch
from benchmarks.twins.by_hand.events import Event
from benchmarks.twins.by_hand.service import Service, run
from benchmarks.twins.by_hand.store import Table


@dataclass
class Payment:
    """Phases: WAITING, JOINED, REQUESTED, CAPTURED, FAILED, REFUNDED."""

    order_id: str
    version: int = 0
    phase: str = "WAITING"
    created: bool = False
    reserved: bool = False
    applied: bool = False
    cancelled: bool = False
    subtotal: int = 0
    discount: int = 0
    currency: str = ""
    payment_method: str = ""
    reference: str = ""
    traceparent: str = ""


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
        _create(event, payment, batch)
    return True


def charge_created(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.phase != "JOINED":
        return False
    payment.phase, payment.reference = "REQUESTED", event.body.decode()
    amount = payment.subtotal - payment.discount
    return batch.say("payment.requested", event, amount=amount, currency=payment.currency)


def payment_requested(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.phase == "REQUESTED":
        _confirm(event, payment, batch)
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
        _refund(event, batch)
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


def cancelled(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.cancelled:
        return False
    payment.cancelled = True
    if payment.phase == "CAPTURED":
        _refund(event, batch)
    return True


def charge_refunded(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.phase != "CAPTURED":
        return False
    payment.phase, payment.reference = "REFUNDED", event.body.decode()
    amount = payment.subtotal - payment.discount
    return batch.say("payment.refunded", event, amount=amount, currency=payment.currency, reference=payment.reference)


def resumed(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.phase == "JOINED":
        _create(event, payment, batch)
    elif payment.phase == "REQUESTED":
        _confirm(event, payment, batch)
    elif payment.phase == "CAPTURED":
        _refund(event, batch)
    return False


def _create(event: Event, payment: Payment, batch: Batch) -> None:
    async def ask() -> bytes:
        return (await create_charge(event.order_id)).encode()

    batch.call("charge.created", event, ask)


def _confirm(event: Event, payment: Payment, batch: Batch) -> None:
    async def ask() -> bytes:
        return b"captured" if await confirm_charge(event.order_id, payment.payment_method) else b""

    batch.call("charge.confirmed", event, ask)


def _refund(event: Event, batch: Batch) -> None:
    async def ask() -> bytes:
        return (await refund_charge(event.order_id)).encode()

    batch.call("charge.refunded", event, ask)


STEPS = {
    "order.created": order_created,
    "inventory.reserved": inventory_reserved,
    "discount.applied": discount_applied,
    "payment.requested": payment_requested,
    "order.cancelled": cancelled,
    "shipment.failed": cancelled,
}
OUTCOMES = {
    "charge.created": charge_created,
    "charge.confirmed": charge_confirmed,
    "charge.refunded": charge_refunded,
    "resumed": resumed,
}
TABLE = Table(
    "payment",
    {
        "order_id": "text",
        "version": "integer",
        "phase": "text",
        **dict.fromkeys(("created", "reserved", "applied", "cancelled"), "boolean"),
        **dict.fromkeys(("subtotal", "discount"), "bigint"),
        **dict.fromkeys(("currency", "payment_method", "reference", "traceparent"), "text"),
    },
)
SERVICE = Service(
    "payment_service",
    TABLE,
    Payment,
    hears=list(STEPS),
    steps=STEPS | OUTCOMES,
    resumed="select order_id, traceparent from payment where phase in ('JOINED', 'REQUESTED')"
    " or phase = 'CAPTURED' and cancelled",
)

if __name__ == "__main__":
    run(SERVICE)
