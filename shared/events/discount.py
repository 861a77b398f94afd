"""What discount_service says."""

from typing import ClassVar, Literal

from shared.events.event import Code, Currency, Money, OrderEvent, Words


class DiscountApplied(OrderEvent):
    """The coupon was redeemed; an order without one gets a discount of 0."""

    topic: ClassVar[str] = "discount.applied"

    coupon_code: Code | None = None
    discount: Money
    currency: Currency


class DiscountRejected(OrderEvent):
    """The coupon was refused, and will be for this order."""

    topic: ClassVar[str] = "discount.rejected"

    reason: Literal["coupon_rejected"] = "coupon_rejected"
    detail: Words = ""


class DiscountReleased(OrderEvent):
    """The redemption was given back."""

    topic: ClassVar[str] = "discount.released"

    coupon_code: Code | None = None
