"""shipping_service: `python -m benchmarks.twins.faststream.shipping`."""

from typing import Any

from benchmarks.saga.outsiders import book_parcel
from benchmarks.twins.faststream.events import OrderCreated, PaymentSucceeded, ShipmentCreated, ShipmentFailed
from benchmarks.twins.faststream.service import Service
from benchmarks.twins.shop import shipping

service = Service("shipping_service")


@service.on("order.created")
async def hear_of_order(order: OrderCreated) -> None:
    """Where it goes."""
    await _join(order.order_id, address=order.shipping_address)


@service.on("payment.succeeded")
async def hear_of_payment(event: PaymentSucceeded) -> None:
    """That it may go."""
    await _join(event.order_id, paid=True)


async def _join(order_id: str, **facts: Any) -> None:
    """The fact that completes the two is kept together with the parcel it leads to, after the call."""
    async with service.once() as unit:
        waiting = await shipping.note(unit.db, order_id, **facts)
        if not waiting:
            return
        postal_code = (waiting.address or {})["postal_code"]
        unit.withdraw()
    number = await book_parcel(order_id, postal_code)
    async with service.once() as unit:
        if joined := await shipping.note(unit.db, order_id, **facts):
            shipping.conclude(joined, number)
            if number:
                unit.say(ShipmentCreated(order_id=order_id, carrier="carrier", tracking_number=number))
            else:
                detail = f"{postal_code} cannot be served"
                unit.say(ShipmentFailed(order_id=order_id, reason="undeliverable", detail=detail))


if __name__ == "__main__":
    service.run()
