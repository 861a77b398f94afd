"""Shipping's dance steps: wait for two facts, book once, call off what is cancelled."""

from shared.events import (
    Address,
    OrderCancelled,
    OrderCreated,
    PaymentSucceeded,
    ShipmentCancelled,
    ShipmentCreated,
    ShipmentFailed,
)
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.unit import Unit
from shipping_service import gateway
from shipping_service.domain import BOOKED, CALLED_OFF, FAILED, WAITING, Parcel
from shipping_service.tables import Shipment

on = Subscriptions()

Outcome = ShipmentCreated | ShipmentFailed | ShipmentCancelled | None


@on(OrderCreated)
async def note_order(event: OrderCreated, db: Unit) -> Outcome:
    """One of the two facts in the join; the first order.created wins."""
    shipment = await db.get(Shipment, event.order_id)
    if shipment.created:
        return None
    if shipment.paid:
        outcome = await _ship(shipment, event.shipping_address, db)
    else:
        outcome = None
    shipment.created, shipment.customer_id = True, event.customer_id
    shipment.address = event.shipping_address.model_dump()
    return outcome


@on(PaymentSucceeded)
async def note_payment(event: PaymentSucceeded, db: Unit) -> Outcome:
    """The other fact. A repeated one finds the shipment concluded."""
    shipment = await db.get(Shipment, event.order_id)
    if shipment.created:
        outcome = await _ship(shipment, Address.model_validate(shipment.address), db)
    else:
        outcome = None
    shipment.paid = True
    return outcome


@on(OrderCancelled)
async def call_off_shipment(event: OrderCancelled, db: Unit) -> ShipmentCancelled | None:
    """Call off what is booked, once. What is not booked yet is settled when its second fact comes."""
    shipment = await db.get(Shipment, event.order_id)
    if shipment.phase == BOOKED:
        await db.outside(gateway.call_off, _parcel(shipment, Address.model_validate(shipment.address)))
        shipment.phase = CALLED_OFF
        return ShipmentCancelled(order_id=shipment.order_id, tracking_number=shipment.tracking_number or "")
    if shipment.phase == WAITING:
        shipment.cancelled = True
    return None


async def _ship(shipment: Shipment, address: Address, db: Unit) -> Outcome:
    """Book; or, cancelled meanwhile, settle: a booking that may have left already is never skipped."""
    if shipment.phase != WAITING:
        return None
    parcel = _parcel(shipment, address)
    if shipment.cancelled:
        settled = await db.outside(gateway.call_off, parcel)
        if isinstance(settled, gateway.Closed):
            return _fail(shipment, "cancelled", "the order was cancelled before it was booked")
        shipment.phase, shipment.tracking_number = CALLED_OFF, settled.tracking_number
        return ShipmentCancelled(order_id=shipment.order_id, tracking_number=settled.tracking_number)
    booked = await db.outside(gateway.book, parcel)
    if isinstance(booked, gateway.Booked):
        shipment.phase, shipment.carrier, shipment.tracking_number = BOOKED, booked.carrier, booked.tracking_number
        return ShipmentCreated(
            order_id=shipment.order_id, carrier=booked.carrier, tracking_number=booked.tracking_number
        )
    detail = booked.detail if isinstance(booked, gateway.Undeliverable) else "the carrier has closed this booking"
    return _fail(shipment, "undeliverable", detail)


def _parcel(shipment: Shipment, address: Address) -> Parcel:
    return Parcel(shipment.order_id, address)


def _fail(shipment: Shipment, reason: str, detail: str) -> ShipmentFailed:
    shipment.phase, shipment.reason, shipment.detail = FAILED, reason, detail
    return ShipmentFailed.model_validate({"order_id": shipment.order_id, "reason": reason, "detail": detail})
