"""Stock for a test, and what a reservation may hear."""

from sqlalchemy.ext.asyncio import AsyncSession

from inventory_service.commands import list_product, restock
from inventory_service.tables import Stock
from shared.events import (
    DiscountRejected,
    Event,
    OrderCancelled,
    OrderCompleted,
    OrderCreated,
    PaymentFailed,
    ShipmentFailed,
)
from shared.messaging.unit import Unit
from tests.handlers.examples import example
from tests.handlers.hearing import History, row

CREATED, COMPLETED = example(OrderCreated), example(OrderCompleted)
GREEDY = example(OrderCreated, items=[{"sku": "tea", "quantity": 11, "unit_price": 1400}])
CANCELLED = example(OrderCancelled)

RELEASES: dict[str, Event] = {
    event.topic: event
    for event in (example(DiscountRejected), example(PaymentFailed), example(ShipmentFailed), CANCELLED)
}

STATES: dict[str, History] = {
    "none": (),
    "TOMBSTONE": (CANCELLED,),
    "HELD": (CREATED,),
    "REJECTED": (GREEDY,),
    "RELEASED": (CREATED, CANCELLED),
    "SHIPPED": (CREATED, COMPLETED),
}
"""What was heard of the order when ten tea were on the shelf."""


async def stocked(db: AsyncSession, **pieces: int) -> None:
    """So many pieces of each product come in."""
    for sku, quantity in pieces.items():
        await list_product(sku, sku.title(), 1400, "KRW", Unit(db))
        await db.flush()
        await restock(sku, quantity, Unit(db))
    await db.flush()


async def pieces(db: AsyncSession, sku: str) -> tuple[int, int, int]:
    """Free, held and shipped."""
    stock = await row(db, Stock, sku)
    return stock.free, stock.held, stock.shipped
