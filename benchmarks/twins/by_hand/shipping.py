"""Shipping: the join of two facts, then the parcel."""

from dataclasses import dataclass

from benchmarks.saga.outsiders import book_parcel
from benchmarks.twins.by_hand.batch import Batch
from benchmarks.twins.by_hand.events import Event
from benchmarks.twins.by_hand.process import run
from benchmarks.twins.by_hand.service import Service
from benchmarks.twins.by_hand.store import Table


@dataclass
class Shipment:
    """Phases: WAITING, BOOKING, BOOKED, FAILED, CALLED_OFF."""

    order_id: str
    version: int = 0
    phase: str = "WAITING"
    created: bool = False
    paid: bool = False
    cancelled: bool = False
    postal_code: str = ""
    tracking_number: str = ""
    traceparent: str = ""


def order_created(event: Event, shipment: Shipment, batch: Batch) -> bool:
    if shipment.created:
        return False
    shipment.created, shipment.traceparent = True, event.traceparent
    shipment.postal_code = event.data["shipping_address"]["postal_code"]
    return _join(event, shipment, batch)


def payment_succeeded(event: Event, shipment: Shipment, batch: Batch) -> bool:
    shipment.paid = True
    return _join(event, shipment, batch)


def _join(event: Event, shipment: Shipment, batch: Batch) -> bool:
    if not (shipment.created and shipment.paid and shipment.phase == "WAITING"):
        return True
    if shipment.cancelled:
        shipment.phase = "FAILED"
        return batch.say("shipment.failed", event, reason="cancelled", detail="nothing was booked")
    shipment.phase = "BOOKING"
    _book(event, shipment, batch)
    return True


def parcel_booked(event: Event, shipment: Shipment, batch: Batch) -> bool:
    if shipment.phase != "BOOKING":
        return False
    if not event.body:
        shipment.phase = "FAILED"
        reason = "cancelled" if shipment.cancelled else "undeliverable"
        return batch.say("shipment.failed", event, reason=reason, detail="nobody goes there")
    shipment.tracking_number = event.body.decode()
    if shipment.cancelled:
        return _call_off(event, shipment, batch)
    shipment.phase = "BOOKED"
    number = shipment.tracking_number
    return batch.say("shipment.created", event, carrier="Carrier", tracking_number=number)


def order_cancelled(event: Event, shipment: Shipment, batch: Batch) -> bool:
    if shipment.cancelled:
        return False
    shipment.cancelled = True
    return _call_off(event, shipment, batch) if shipment.phase == "BOOKED" else True


def _call_off(event: Event, shipment: Shipment, batch: Batch) -> bool:
    shipment.phase = "CALLED_OFF"
    return batch.say("shipment.cancelled", event, tracking_number=shipment.tracking_number)


def resumed(event: Event, shipment: Shipment, batch: Batch) -> bool:
    if shipment.phase == "BOOKING":
        _book(event, shipment, batch)
    return False


def _book(event: Event, shipment: Shipment, batch: Batch) -> None:
    async def ask() -> bytes:
        return (await book_parcel(event.order_id, shipment.postal_code) or "").encode()

    batch.call("parcel.booked", event, ask)


STEPS = {
    "order.created": order_created,
    "payment.succeeded": payment_succeeded,
    "order.cancelled": order_cancelled,
}
TABLE = Table(
    "shipment",
    {
        "order_id": "text",
        "version": "integer",
        "phase": "text",
        **dict.fromkeys(("created", "paid", "cancelled"), "boolean"),
        **dict.fromkeys(("postal_code", "tracking_number", "traceparent"), "text"),
    },
)
SERVICE = Service(
    "shipping_service",
    TABLE,
    Shipment,
    hears=list(STEPS),
    steps={**STEPS, "parcel.booked": parcel_booked, "resumed": resumed},
    resumed="select order_id, traceparent from shipment where phase = 'BOOKING'",
)

if __name__ == "__main__":
    run(SERVICE)
