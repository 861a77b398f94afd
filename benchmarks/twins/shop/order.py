"""What order does: price and accept, then end each order once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.twins.shop.keeping import keep
from benchmarks.twins.shop.tables import Order, Product


class CannotAcceptError(Exception):
    """What is wrong with it."""


async def price(db: AsyncSession, items: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    """The lines with our own prices, and the currency. Raises CannotAcceptError."""
    wanted = select(Product).where(Product.sku.in_([line["sku"] for line in items]))
    prices = {row.sku: row for row in await db.scalars(wanted)}
    if unknown := {line["sku"] for line in items} - prices.keys():
        raise CannotAcceptError(f"unknown sku: {', '.join(sorted(unknown))}")
    currencies = {row.currency for row in prices.values()}
    if len(currencies) != 1:
        raise CannotAcceptError("one currency per order")
    return [{**line, "unit_price": prices[line["sku"]].unit_price} for line in items], currencies.pop()


async def accept(db: AsyncSession, values: dict[str, Any]) -> str | None:
    """The id of the order that this customer placed with this key before; None: this one is it, and PENDING."""
    again = ["customer_id", "idempotency_key"]
    statement = insert(Order).values(status="PENDING", **values)
    if await db.scalar(statement.on_conflict_do_nothing(index_elements=again).returning(Order.order_id)):
        return None
    first = select(Order.order_id).where(*(getattr(Order, name) == values[name] for name in again))
    return (await db.scalars(first)).one()


async def hear_of(db: AsyncSession, order_id: str, values: dict[str, Any]) -> Order | None:
    """An `order.created` that may be one typed by hand: the order, if that ends it (facts came before)."""
    known = await db.get(Order, order_id)
    if known and known.status != "STUB":
        return None
    order = await keep(db, Order, order_id, **values)
    order.status = "PENDING"
    return _decide(order)


async def note(db: AsyncSession, order_id: str, **facts: Any) -> Order | None:
    """Keeps the facts. The order, if they end it."""
    return _decide(await keep(db, Order, order_id, **facts))


def _decide(order: Order) -> Order | None:
    if order.status != "PENDING":
        return None
    if order.refusal:
        order.status, order.reason = "CANCELLED", order.refusal
    elif order.paid is not None and order.tracking_number:
        order.status = "COMPLETED"
    else:
        return None
    return order
