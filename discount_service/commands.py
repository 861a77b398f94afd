"""What discount is asked: put a coupon up."""

from datetime import datetime

from discount_service.tables import Coupon
from shared.messaging.commands import command
from shared.messaging.unit import Unit


@command
async def put_coupon(
    code: str,
    percent: int | None,
    amount: int | None,
    currency: str | None,
    limit: int | None,
    expires_at: datetime | None,
    minimum: int,
    db: Unit,
) -> None:
    """Create the coupon or change its terms; what was redeemed stays redeemed."""
    coupon = await db.get(Coupon, code)
    if coupon is None:
        coupon = db.add(Coupon(code=code, redeemed=0))
    coupon.percent, coupon.amount, coupon.currency = percent, amount, currency
    coupon.limit, coupon.expires_at, coupon.minimum = limit, expires_at, minimum
