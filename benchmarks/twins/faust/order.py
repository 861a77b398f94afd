"""order_service: `python -m benchmarks.twins.faust.order`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from faust.contrib.asgi import faust_lifespan

from benchmarks.twins.faust.events import OrderCancelled, OrderCompleted, OrderCreated
from benchmarks.twins.faust.service import Service
from benchmarks.twins.shop import order
from benchmarks.twins.shop.api import make_app
from benchmarks.twins.shop.serving import run
from benchmarks.twins.shop.tables import Order

service = Service("order_service")


@service.on("order.created")
async def hear_of_order(stream: Any) -> None:
    """One typed by hand is an order, too."""
    async for event in stream.events():
        kept = {name: getattr(event.value, name) for name in order.KEPT}
        async with service.transaction() as db:
            ended = await order.hear_of(db, event.value.order_id, kept)
        await _say_ending(ended, event)


@service.on("payment.succeeded")
async def hear_of_payment(stream: Any) -> None:
    """One of two facts that complete it."""
    async for event in stream.events():
        await _note(event, paid=event.value.amount)


@service.on("shipment.created")
async def hear_of_shipment(stream: Any) -> None:
    """The other."""
    async for event in stream.events():
        await _note(event, tracking_number=event.value.tracking_number)


@service.on("inventory.rejected")
async def hear_of_shortage(stream: Any) -> None:
    """Cancels it."""
    async for event in stream.events():
        await _note(event, refusal=event.value.reason)


@service.on("discount.rejected")
async def hear_of_bad_coupon(stream: Any) -> None:
    """Cancels it."""
    async for event in stream.events():
        await _note(event, refusal=event.value.reason)


@service.on("payment.failed")
async def hear_of_decline(stream: Any) -> None:
    """Cancels it."""
    async for event in stream.events():
        await _note(event, refusal=event.value.reason)


@service.on("shipment.failed")
async def hear_of_bad_address(stream: Any) -> None:
    """Cancels it."""
    async for event in stream.events():
        await _note(event, refusal=event.value.reason)


async def _note(event: Any, **facts: Any) -> None:
    async with service.transaction() as db:
        ended = await order.note(db, event.value.order_id, **facts)
    await _say_ending(ended, event)


async def _say_ending(ended: Order | None, event: Any) -> None:
    if not ended:
        return
    if ended.status == "CANCELLED":
        cancelled = OrderCancelled(order_id=ended.order_id, reason=ended.reason)
        await service.say("order.cancelled", cancelled, event)
        return
    told: dict[str, Any] = {"order_id": ended.order_id, "customer_id": ended.customer_id}
    await service.say("order.completed", OrderCompleted(**told, total=ended.paid, currency=ended.currency), event)


async def place(wish: dict[str, Any], traceparent: str | None) -> str:
    """Its id. Raises CannotAcceptError."""
    async with service.transaction() as db:
        order_id, said = await order.place(db, wish)
    if said:
        del said["idempotency_key"]
        await service.begin("order.created", OrderCreated(**said), traceparent)
    return order_id


@asynccontextmanager
async def _lifespan(api: FastAPI) -> AsyncIterator[None]:
    with service.directory:  # uvicorn ends by the signal itself: nothing is tidied up after it
        async with faust_lifespan(service.app)(api):
            yield


if __name__ == "__main__":
    run(make_app(place, _lifespan))
