"""inventory_service: `python -m benchmarks.twins.faust.inventory`."""

from typing import Any

from benchmarks.twins.faust.events import InventoryRejected, InventoryReserved
from benchmarks.twins.faust.service import Service
from benchmarks.twins.shop import inventory

service = Service("inventory_service")


@service.on("order.created")
async def reserve(stream: Any) -> None:
    """All lines, or none."""
    async for event in stream.events():
        order = event.value
        async with service.transaction() as db:
            short = await inventory.hold(db, order.order_id, order.pieces)
        if short:
            rejected = InventoryRejected(order_id=order.order_id, reason="out_of_stock", short=short)
            await service.say("inventory.rejected", rejected, event)
        elif short is not None:
            lines = [{"sku": sku, "quantity": quantity} for sku, quantity in order.pieces.items()]
            await service.say("inventory.reserved", InventoryReserved(order_id=order.order_id, items=lines), event)


@service.on("order.cancelled")
async def release(stream: Any) -> None:
    """What was held, if it was."""
    async for event in stream.events():
        async with service.transaction() as db:
            await inventory.release(db, event.value.order_id)


@service.on("order.completed")
async def ship(stream: Any) -> None:
    """What was held has left."""
    async for event in stream.events():
        async with service.transaction() as db:
            await inventory.ship(db, event.value.order_id)


if __name__ == "__main__":
    service.run()
