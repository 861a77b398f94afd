"""shipping_service: `python -m benchmarks.twins.faust.shipping`."""

from typing import Any

from benchmarks.saga.outsiders import book_parcel
from benchmarks.twins.faust.events import Refused, ShipmentCreated
from benchmarks.twins.faust.service import Service
from benchmarks.twins.shop import shipping
from benchmarks.twins.shop.tables import Shipment

service = Service("shipping_service")


@service.on("order.created")
async def hear_of_order(stream: Any) -> None:
    """Where it goes."""
    async for event in stream.events():
        await _join(event, address=event.value.shipping_address)


@service.on("payment.succeeded")
async def hear_of_payment(stream: Any) -> None:
    """That it may go."""
    async for event in stream.events():
        await _join(event, paid=True)


async def _join(event: Any, **facts: Any) -> None:
    order_id = event.value.order_id
    async with service.transaction() as db:
        joined = await shipping.note(db, order_id, **facts)
    if not joined:
        return
    postal_code = (joined.address or {})["postal_code"]
    number = await book_parcel(order_id, postal_code)
    async with service.transaction() as db:
        shipping.conclude(await db.get_one(Shipment, order_id, with_for_update=True), number)
    if number:
        created = ShipmentCreated(order_id=order_id, carrier="carrier", tracking_number=number)
        await service.say("shipment.created", created, event)
    else:
        refused = Refused(order_id=order_id, reason="undeliverable", detail=f"{postal_code} cannot be served")
        await service.say("shipment.failed", refused, event)


if __name__ == "__main__":
    service.run()
