"""discount_service: `python -m benchmarks.twins.faststream.discount`."""

from benchmarks.twins.faststream.events import DiscountApplied, DiscountRejected, OrderCancelled, OrderCreated
from benchmarks.twins.faststream.service import Service
from benchmarks.twins.shop import discount

service = Service("discount_service")


@service.on("order.created")
async def redeem(order: OrderCreated) -> None:
    """Its coupon, if it has one."""
    async with service.once() as unit:
        off = await discount.redeem(unit.db, order.order_id, order.coupon_code, order.subtotal)
        told = {"order_id": order.order_id}
        if off == discount.REFUSED:
            unit.say(DiscountRejected(**told, reason="coupon_rejected", detail=f"{order.coupon_code} is not valid"))
        elif off is not None:
            unit.say(DiscountApplied(**told, coupon_code=order.coupon_code, discount=off, currency=order.currency))


@service.on("order.cancelled")
async def release(order: OrderCancelled) -> None:
    """What was redeemed, if it was."""
    async with service.once() as unit:
        await discount.release(unit.db, order.order_id)


if __name__ == "__main__":
    service.run()
