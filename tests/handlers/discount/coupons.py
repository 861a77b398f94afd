"""Coupons for a test, and what a redemption may hear."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from discount_service.commands import put_coupon
from discount_service.tables import Coupon
from shared.events import Event, InventoryRejected, OrderCancelled, OrderCreated, PaymentFailed, ShipmentFailed
from shared.messaging.unit import Unit
from tests.handlers.examples import example
from tests.handlers.hearing import History, row

CREATED = example(OrderCreated, coupon_code="TEN")
PLAIN = example(OrderCreated)
UNKNOWN_COUPON = example(OrderCreated, coupon_code="NONSENSE")
CANCELLED = example(OrderCancelled)

RELEASES: dict[str, Event] = {
    event.topic: event
    for event in (example(InventoryRejected), example(PaymentFailed), example(ShipmentFailed), CANCELLED)
}

STATES: dict[str, History] = {
    "none": (),
    "TOMBSTONE": (CANCELLED,),
    "REDEEMED": (CREATED,),
    "REDEEMED, no coupon": (PLAIN,),
    "REJECTED": (UNKNOWN_COUPON,),
    "RELEASED": (CREATED, CANCELLED),
}
"""What was heard of the order when there was a coupon TEN."""


async def coupon(db: AsyncSession, code: str = "TEN", **terms: Any) -> None:
    """A coupon with these terms; ten percent off, if none are told."""
    put: dict[str, Any] = {
        "percent": None if "amount" in terms else 10,
        "amount": None,
        "currency": None,
        "limit": None,
        "expires_at": None,
        "minimum": 0,
        **terms,
    }
    await put_coupon(code, db=Unit(db), **put)
    await db.flush()


async def redeemed(db: AsyncSession, code: str = "TEN") -> int:
    """How often the coupon is redeemed."""
    return (await row(db, Coupon, code)).redeemed
