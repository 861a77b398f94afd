"""order_service: `python -m benchmarks.twins.faststream.order`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from benchmarks.twins.faststream.events import (
    DiscountRejected,
    Event,
    InventoryRejected,
    OrderCancelled,
    OrderCompleted,
    OrderCreated,
    PaymentFailed,
    PaymentSucceeded,
    ShipmentCreated,
    ShipmentFailed,
)
from benchmarks.twins.faststream.service import Service
from benchmarks.twins.faststream.tracing import new_traceparent
from benchmarks.twins.shop import order
from benchmarks.twins.shop.api import make_app
from benchmarks.twins.shop.serving import run
from benchmarks.twins.shop.tables import Order

service = Service("order_service")


@service.on("order.created")
async def hear_of_order(event: OrderCreated) -> None:
    """One typed by hand is an order, too."""
    async with service.once() as unit:
        if ended := await order.hear_of(unit.db, event.order_id, event.model_dump(include=set(order.KEPT))):
            unit.say(_ending(ended))


@service.on("payment.succeeded")
async def hear_of_payment(event: PaymentSucceeded) -> None:
    """One of two facts that complete it."""
    await _note(event.order_id, paid=event.amount)


@service.on("shipment.created")
async def hear_of_shipment(event: ShipmentCreated) -> None:
    """The other."""
    await _note(event.order_id, tracking_number=event.tracking_number)


@service.on("inventory.rejected")
async def hear_of_shortage(event: InventoryRejected) -> None:
    """Cancels it."""
    await _note(event.order_id, refusal=event.reason)


@service.on("discount.rejected")
async def hear_of_bad_coupon(event: DiscountRejected) -> None:
    """Cancels it."""
    await _note(event.order_id, refusal=event.reason)


@service.on("payment.failed")
async def hear_of_decline(event: PaymentFailed) -> None:
    """Cancels it."""
    await _note(event.order_id, refusal=event.reason)


@service.on("shipment.failed")
async def hear_of_bad_address(event: ShipmentFailed) -> None:
    """Cancels it."""
    await _note(event.order_id, refusal=event.reason)


async def _note(order_id: str, **facts: Any) -> None:
    async with service.once() as unit:
        if ended := await order.note(unit.db, order_id, **facts):
            unit.say(_ending(ended))


def _ending(ended: Order) -> Event:
    if ended.status == "CANCELLED":
        return OrderCancelled(order_id=ended.order_id, reason=str(ended.reason))
    return OrderCompleted(
        order_id=ended.order_id,
        customer_id=str(ended.customer_id),
        total=ended.paid or 0,
        currency=str(ended.currency),
    )


async def place(wish: dict[str, Any], traceparent: str | None) -> str:
    """Its id. Raises CannotAcceptError."""
    async with service.transaction(traceparent or new_traceparent()) as unit:
        order_id, event = await order.place(unit.db, wish)
        if event:
            unit.say(OrderCreated.model_validate(event))
    return order_id


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with service.broker, service.publishing():
        await service.broker.start()
        yield


if __name__ == "__main__":
    run(make_app(place, _lifespan))
