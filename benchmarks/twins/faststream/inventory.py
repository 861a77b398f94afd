"""inventory_service: `python -m benchmarks.twins.faststream.inventory`."""

from benchmarks.twins.faststream.events import (
    InventoryRejected,
    InventoryReserved,
    OrderCancelled,
    OrderCompleted,
    OrderCreated,
)
from benchmarks.twins.faststream.service import Service
from benchmarks.twins.shop import inventory

service = Service("inventory_service")


@service.on("order.created")
async def reserve(order: OrderCreated) -> None:
    """All lines, or none."""
    async with service.once() as unit:
        short = await inventory.hold(unit.db, order.order_id, order.pieces)
        if short:
            unit.say(InventoryRejected(order_id=order.order_id, reason="out_of_stock", short=short))
        elif short is not None:
            lines = [{"sku": sku, "quantity": quantity} for sku, quantity in order.pieces.items()]
            unit.say(InventoryReserved(order_id=order.order_id, items=lines))


@service.on("order.cancelled")
async def release(order: OrderCancelled) -> None:
    """What was held, if it was."""
    async with service.once() as unit:
        await inventory.release(unit.db, order.order_id)


@service.on("order.completed")
async def ship(order: OrderCompleted) -> None:
    """What was held has left."""
    async with service.once() as unit:
        await inventory.ship(unit.db, order.order_id)


if __name__ == "__main__":
    service.run()
