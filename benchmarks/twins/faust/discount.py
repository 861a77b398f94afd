"""discount_service: `python -m benchmarks.twins.faust.discount`."""

from typing import Any

from benchmarks.twins.faust.events import DiscountApplied, Refused
from benchmarks.twins.faust.service import Service
from benchmarks.twins.shop import discount

service = Service("discount_service")


@service.on("order.created")
async def redeem(stream: Any) -> None:
    """Its coupon, if it has one."""
    async for event in stream.events():
        order = event.value
        async with service.transaction() as db:
            off = await discount.redeem(db, order.order_id, order.coupon_code, order.subtotal)
        told = {"order_id": order.order_id}
        if off == discount.REFUSED:
            refused = Refused(**told, reason="coupon_rejected", detail=f"{order.coupon_code} is not valid")
            await service.say("discount.rejected", refused, event)
        elif off is not None:
            applied = DiscountApplied(**told, discount=off, currency=order.currency, coupon_code=order.coupon_code)
            await service.say("discount.applied", applied, event)


@service.on("order.cancelled")
async def release(stream: Any) -> None:
    """What was redeemed, if it was."""
    async for event in stream.events():
        async with service.transaction() as db:
            await discount.release(db, event.value.order_id)


if __name__ == "__main__":
    service.run()
