"""What inventory does: hold all or nothing, give back, hand out."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.twins.shop.keeping import begin
from benchmarks.twins.shop.tables import Reservation, Stock


async def hold(db: AsyncSession, order_id: str, pieces: dict[str, int]) -> list[dict[str, Any]] | None:
    """The lines that are short; none of them: all is held. None: it was decided before, or is cancelled."""
    reservation = await begin(db, Reservation, order_id, status="HELD", pieces=pieces)
    if not reservation:
        return None
    stock = await _locked(db, pieces)
    short = [
        {"sku": sku, "quantity": quantity, "free": stock[sku].free if sku in stock else 0}
        for sku, quantity in pieces.items()
        if sku not in stock or stock[sku].free < quantity
    ]
    if short:
        reservation.status = "REJECTED"
        return short
    for sku, quantity in pieces.items():
        stock[sku].free -= quantity
        stock[sku].held += quantity
    return []


async def release(db: AsyncSession, order_id: str) -> None:
    """What was held is free again; what comes later is refused."""
    if await begin(db, Reservation, order_id, status="TOMBSTONE"):
        return
    reservation = await db.get_one(Reservation, order_id, with_for_update=True)
    if reservation.status == "HELD":
        reservation.status = "RELEASED"
        for sku, row in (await _locked(db, reservation.pieces or {})).items():
            row.free += (reservation.pieces or {})[sku]
            row.held -= (reservation.pieces or {})[sku]


async def ship(db: AsyncSession, order_id: str) -> None:
    """What was held has left."""
    reservation = await db.get_one(Reservation, order_id, with_for_update=True)
    if reservation.status == "HELD":
        reservation.status = "SHIPPED"
        for sku, row in (await _locked(db, reservation.pieces or {})).items():
            row.shipped += (reservation.pieces or {})[sku]
            row.held -= (reservation.pieces or {})[sku]


async def _locked(db: AsyncSession, skus: Iterable[str]) -> dict[str, Stock]:
    """In the order of their keys: two orders never wait for each other in a circle."""
    rows = await db.scalars(select(Stock).where(Stock.sku.in_(sorted(skus))).order_by(Stock.sku).with_for_update())
    return {row.sku: row for row in rows}
