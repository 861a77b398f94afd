"""What discount does: redeem a coupon, give it back."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.twins.shop.keeping import begin
from benchmarks.twins.shop.tables import Coupon, Redemption

REFUSED = -1


async def redeem(db: AsyncSession, order_id: str, coupon_code: str | None, subtotal: int) -> int | None:
    """The discount in minor units, 0 without a coupon, or REFUSED. None: it was decided before, or is cancelled."""
    redemption = await begin(db, Redemption, order_id, status="REDEEMED", coupon_code=coupon_code)
    if not redemption:
        return None
    if coupon_code is None:
        return 0
    percent = await db.scalar(
        update(Coupon)
        .where(Coupon.code == coupon_code, Coupon.redeemed < Coupon.limit)
        .values(redeemed=Coupon.redeemed + 1)
        .returning(Coupon.percent)
    )
    if percent is None:
        redemption.status = "REJECTED"
        return REFUSED
    redemption.discount = subtotal * percent // 100
    return redemption.discount


async def release(db: AsyncSession, order_id: str) -> None:
    """What was redeemed may be redeemed again; what comes later is refused."""
    if await begin(db, Redemption, order_id, status="TOMBSTONE"):
        return
    redemption = await db.get_one(Redemption, order_id, with_for_update=True)
    if redemption.status == "REDEEMED":
        redemption.status = "RELEASED"
        if redemption.coupon_code:
            back = update(Coupon).where(Coupon.code == redemption.coupon_code)
            await db.execute(back.values(redeemed=Coupon.redeemed - 1))
