"""What a customer asks of order, and the shelf it prices from."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from order_service.commands import place_order
from order_service.handlers import keep_product
from shared.events import Address, Item, OrderCreated, ProductListed
from shared.messaging.unit import Unit
from tests.handlers.examples import ADDRESS, CUSTOMER, ORDER


async def listed(db: AsyncSession, sku: str, price: int, currency: str = "KRW", version: int = 1) -> None:
    """Inventory has listed the product, and order has heard of it."""
    event = ProductListed(sku=sku, name=sku.title(), unit_price=price, currency=currency, version=version)
    await keep_product(event, Unit(db))
    await db.flush()


async def placed(db: AsyncSession, *items: tuple[str, int], order_id: str = ORDER, **told: Any) -> OrderCreated:
    """So many pieces of each are ordered; the rest as usual, unless told."""
    wish: dict[str, Any] = {
        "customer_id": CUSTOMER,
        "coupon_code": None,
        "payment_method": "pm_card_visa",
        "shipping_address": Address.model_validate(ADDRESS),
        "idempotency_key": None,
        "body_sha256": "a body's digest",
        **told,
    }
    lines = [Item(sku=sku, quantity=quantity) for sku, quantity in items]
    event = await place_order(order_id=order_id, items=lines, db=Unit(db), **wish)
    await db.flush()
    return event
