"""What payment does: join its three facts, charge, give back. Calls are made between two transactions."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.twins.shop.keeping import keep
from benchmarks.twins.shop.tables import Payment


async def note(db: AsyncSession, order_id: str, **facts: Any) -> Payment | None:
    """Keeps the facts. The payment, if now all three are in and nothing was asked for yet."""
    payment = await keep(db, Payment, order_id, **facts)
    joined = payment.subtotal is not None and payment.reserved and payment.discount is not None
    return payment if joined and payment.status == "WAITING" else None


def request(payment: Payment, intent: str) -> None:
    """The charge exists; no money moved."""
    payment.status, payment.intent = "REQUESTED", intent


async def chargeable(db: AsyncSession, order_id: str) -> Payment | None:
    """The payment, if it waits for its charge. Not locked."""
    payment = await db.get_one(Payment, order_id)
    return payment if payment.status == "REQUESTED" else None


async def conclude(db: AsyncSession, order_id: str, captured: bool) -> Payment | None:
    """The payment with its end; None: somebody else concluded it."""
    payment = await db.get_one(Payment, order_id, with_for_update=True)
    if payment.status != "REQUESTED":
        return None
    payment.status = "CAPTURED" if captured else "FAILED"
    payment.captured = payment.amount if captured else 0
    return payment


async def captured(db: AsyncSession, order_id: str) -> Payment | None:
    """The payment, locked, if there is money to give back."""
    payment = await db.get(Payment, order_id, with_for_update=True)
    return payment if payment and payment.status == "CAPTURED" else None


def give_back(payment: Payment, refund: str) -> None:
    """All of it."""
    payment.status, payment.refund, payment.refunded = "REFUNDED", refund, payment.captured
