"""Inventory's dance steps: hold every line of an order, or none; give back; let go."""

from inventory_service.domain import HELD, NONE, REJECTED, RELEASED, SHIPPED, TOMBSTONE, shortages
from inventory_service.tables import Reservation, Stock
from shared.events import (
    DiscountRejected,
    InventoryRejected,
    InventoryReleased,
    InventoryReserved,
    InventoryShipped,
    Item,
    OrderCancelled,
    OrderCompleted,
    OrderCreated,
    PaymentFailed,
    ShipmentFailed,
)
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.unit import Unit

on = Subscriptions()


@on(OrderCreated)
async def reserve_stock(event: OrderCreated, db: Unit) -> InventoryReserved | InventoryRejected | None:
    """Hold every line of the order, or none. The first order.created wins, and a release that came before it."""
    reservation = await db.get(Reservation, event.order_id)
    if reservation.state != NONE:
        return None
    wanted = event.quantities
    stock = await db.get_all(Stock, wanted)
    if short := shortages(wanted, {sku: row.free for sku, row in stock.items()}):
        reservation.state = REJECTED
        return InventoryRejected(order_id=event.order_id, short=short)
    for sku, quantity in wanted.items():
        stock[sku].free -= quantity
        stock[sku].held += quantity
    reservation.state, reservation.items = HELD, wanted
    return InventoryReserved(order_id=event.order_id, items=_items(reservation))


@on(DiscountRejected, PaymentFailed, ShipmentFailed, OrderCancelled)
async def release_stock(
    event: DiscountRejected | PaymentFailed | ShipmentFailed | OrderCancelled, db: Unit
) -> InventoryReleased | None:
    """Give back what is held, once. A release that comes first leaves a tombstone, so that nothing is held later."""
    reservation = await db.get(Reservation, event.order_id)
    if reservation.state == NONE:
        reservation.state = TOMBSTONE
    if reservation.state != HELD:
        return None
    for sku, row in (await db.get_all(Stock, reservation.items)).items():
        row.held -= reservation.items[sku]
        row.free += reservation.items[sku]
    reservation.state = RELEASED
    return InventoryReleased(order_id=event.order_id, items=_items(reservation))


@on(OrderCompleted)
async def ship_stock(event: OrderCompleted, db: Unit) -> InventoryShipped | None:
    """What was held has left."""
    reservation = await db.get(Reservation, event.order_id)
    if reservation.state != HELD:
        return None
    for sku, row in (await db.get_all(Stock, reservation.items)).items():
        row.held -= reservation.items[sku]
        row.shipped += reservation.items[sku]
    reservation.state = SHIPPED
    return InventoryShipped(order_id=event.order_id, items=_items(reservation))


def _items(reservation: Reservation) -> tuple[Item, ...]:
    return tuple(Item(sku=sku, quantity=quantity) for sku, quantity in sorted(reservation.items.items()))
