"""`python -m benchmarks.twins.by_hand.payment`: the process, and what each event leads to."""

from benchmarks.twins.by_hand.batch import Batch
from benchmarks.twins.by_hand.events import Event
from benchmarks.twins.by_hand.payment import asking, charging, refunding
from benchmarks.twins.by_hand.payment.row import TABLE, Payment
from benchmarks.twins.by_hand.process import run
from benchmarks.twins.by_hand.service import Service


def resumed(event: Event, payment: Payment, batch: Batch) -> bool:
    if payment.phase == "JOINED":
        asking.create(event, batch)
    elif payment.phase == "REQUESTED":
        asking.confirm(event, payment, batch)
    elif payment.phase == "CAPTURED":
        asking.refund(event, batch)
    return False


STEPS = {
    "order.created": charging.order_created,
    "inventory.reserved": charging.inventory_reserved,
    "discount.applied": charging.discount_applied,
    "payment.requested": charging.payment_requested,
    "order.cancelled": refunding.cancelled,
    "shipment.failed": refunding.cancelled,
}
OUTCOMES = {
    "charge.created": charging.charge_created,
    "charge.confirmed": charging.charge_confirmed,
    "charge.refunded": refunding.charge_refunded,
    "resumed": resumed,
}
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
