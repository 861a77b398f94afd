"""What order does: price and accept, then end each order once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.twins.shop.keeping import keep
from benchmarks.twins.shop.tables import Order, Product
from shared import ids

KEPT = ("customer_id", "currency", "subtotal", "items", "coupon_code")
"""Of what an `order.created` says, what order itself keeps."""


class CannotAcceptError(Exception):
    """What is wrong with it."""


async def place(db: AsyncSession, wish: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    """The id of the order, and what `order.created` is to say; that is None where this customer placed it before with
    this key. Raises CannotAcceptError."""
    items, currency = await _price(db, wish["items"])
    priced = {"items": items, "currency": currency, "order_id": ids.new_id()}
    event = {**wish, **priced, "subtotal": sum(line["unit_price"] * line["quantity"] for line in items)}
    kept = {name: event[name] for name in ("idempotency_key", *KEPT)}
    if first := await _accept(db, event["order_id"], kept):
        return first, None
    return event["order_id"], event


async def _price(db: AsyncSession, items: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    wanted = select(Product).where(Product.sku.in_([line["sku"] for line in items]))
    prices = {row.sku: row for row in await db.scalars(wanted)}
    if unknown := {line["sku"] for line in items} - prices.keys():
        raise CannotAcceptError(f"unknown sku: {', '.join(sorted(unknown))}")
    currencies = {row.currency for row in prices.values()}
    if len(currencies) != 1:
        raise CannotAcceptError("all products of an order must have one currency")
    return [{**line, "unit_price": prices[line["sku"]].unit_price} for line in items], currencies.pop()


async def _accept(db: AsyncSession, order_id: str, kept: dict[str, Any]) -> str | None:
    """The id of the order placed before with this key; None: this one is it."""
    again = ["customer_id", "idempotency_key"]
    statement = insert(Order).values(order_id=order_id, status="PENDING", **kept)
    if await db.scalar(statement.on_conflict_do_nothing(index_elements=again).returning(Order.order_id)):
        return None
    first = select(Order.order_id).where(*(getattr(Order, name) == kept[name] for name in again))
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
