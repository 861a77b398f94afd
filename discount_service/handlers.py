"""Discount's dance steps: redeem the coupon, or refuse it; give back."""

from discount_service.domain import NONE, REDEEMED, REJECTED, RELEASED, TOMBSTONE, CouponRefused, discount_of
from discount_service.tables import Coupon, Redemption
from shared import clock
from shared.events import (
    DiscountApplied,
    DiscountRejected,
    DiscountReleased,
    InventoryRejected,
    OrderCancelled,
    OrderCreated,
    PaymentFailed,
    ShipmentFailed,
)
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.unit import Unit

on = Subscriptions()


@on(OrderCreated)
async def redeem_coupon(event: OrderCreated, db: Unit) -> DiscountApplied | DiscountRejected | None:
    """Redeem the order's coupon, never above its limit. Without a coupon the discount is 0."""
    redemption = await db.get(Redemption, event.order_id)
    if redemption.state != NONE:
        return None
    if (code := event.coupon_code) is not None:
        coupon = await db.get(Coupon, code)
        try:
            if coupon is None:
                raise CouponRefused(f"there is no coupon {code}")
            redemption.discount = discount_of(coupon, event.subtotal, event.currency, clock.now())
        except CouponRefused as refused:
            redemption.state, redemption.coupon_code = REJECTED, code
            return DiscountRejected(order_id=event.order_id, detail=str(refused))
        coupon.redeemed += 1
    redemption.state, redemption.coupon_code = REDEEMED, code
    return DiscountApplied(
        order_id=event.order_id, coupon_code=code, discount=redemption.discount, currency=event.currency
    )


@on(InventoryRejected, PaymentFailed, ShipmentFailed, OrderCancelled)
async def release_coupon(
    event: InventoryRejected | PaymentFailed | ShipmentFailed | OrderCancelled, db: Unit
) -> DiscountReleased | None:
    """Give the redemption back, once. A release that comes first leaves a tombstone."""
    redemption = await db.get(Redemption, event.order_id)
    if redemption.state == NONE:
        redemption.state = TOMBSTONE
    if redemption.state != REDEEMED:
        return None
    if redemption.coupon_code is not None and (coupon := await db.get(Coupon, redemption.coupon_code)):
        coupon.redeemed -= 1
    redemption.state = RELEASED
    return DiscountReleased(order_id=event.order_id, coupon_code=redemption.coupon_code)
