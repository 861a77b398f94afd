"""The books, read from the five databases."""

from typing import Any

import asyncpg

from benchmarks.saga.place import Place
from benchmarks.saga.variant import Books

ENDED = "select order_id from orders where status in ('COMPLETED', 'CANCELLED')"


async def read_books(place: Place) -> Books:
    """As they stand now."""
    orders = await _read(place, "order_service", "select order_id, status, reason from orders")
    money = await _read(place, "payment_service", "select order_id, captured - refunded as net from payment")
    stock = await _read(place, "inventory_service", "select sku, free, held, shipped from stock")
    coupons = await _read(place, "discount_service", "select redeemed from coupon")
    return Books(
        orders={row["order_id"]: (row["status"], row["reason"]) for row in orders},
        money={row["order_id"]: row["net"] for row in money},
        stock={row["sku"]: (row["free"], row["held"], row["shipped"]) for row in stock},
        redeemed=sum(row["redeemed"] for row in coupons),
    )


async def _read(place: Place, database: str, sql: str) -> list[Any]:
    connection = await asyncpg.connect(place.database(database))
    try:
        return list(await connection.fetch(sql))
    finally:
        await connection.close()
