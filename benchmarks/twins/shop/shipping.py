"""What shipping does: join its two facts, book. The call itself is made between two transactions."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.twins.shop.keeping import keep
from benchmarks.twins.shop.tables import Shipment


async def note(db: AsyncSession, order_id: str, **facts: Any) -> Shipment | None:
    """Keeps the facts. The shipment, if now both are in and nothing was booked yet."""
    shipment = await keep(db, Shipment, order_id, **facts)
    return shipment if shipment.address and shipment.paid and shipment.status == "WAITING" else None


def conclude(shipment: Shipment, tracking_number: str | None) -> None:
    """Without a number: it cannot be delivered."""
    shipment.status = "BOOKED" if tracking_number else "FAILED"
    shipment.tracking_number = tracking_number
