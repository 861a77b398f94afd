"""The rules of coupons."""

from datetime import datetime
from typing import Protocol

NONE, REDEEMED, REJECTED, RELEASED, TOMBSTONE = "NONE", "REDEEMED", "REJECTED", "RELEASED", "TOMBSTONE"


class Terms(Protocol):
    """What a coupon says."""

    code: str
    percent: int | None
    amount: int | None
    currency: str | None
    limit: int | None
    expires_at: datetime | None
    minimum: int
    redeemed: int


class CouponRefused(Exception):
    """The coupon is not good for this order; the message says why."""


def discount_of(coupon: Terms, subtotal: int, currency: str, now: datetime) -> int:
    """What the coupon takes off, in minor units, never more than the subtotal. Raises CouponRefused."""
    if coupon.expires_at is not None and coupon.expires_at <= now:
        raise CouponRefused(f"coupon {coupon.code} has expired")
    if coupon.limit is not None and coupon.redeemed >= coupon.limit:
        raise CouponRefused(f"coupon {coupon.code} was redeemed {coupon.redeemed} times, its limit")
    if subtotal < coupon.minimum:
        raise CouponRefused(f"coupon {coupon.code} is good for orders from {coupon.minimum}; this one is {subtotal}")
    if coupon.percent is not None:
        return min(subtotal * coupon.percent // 100, subtotal)
    if coupon.currency != currency:
        raise CouponRefused(f"coupon {coupon.code} is in {coupon.currency}; the order is in {currency}")
    return min(coupon.amount or 0, subtotal)
