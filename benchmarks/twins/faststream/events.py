"""What is said: a pydantic model per event, with its topic."""

from typing import Any, ClassVar

from pydantic import BaseModel


class Event(BaseModel):
    """About one order."""

    topic: ClassVar[str]
    order_id: str


class OrderCreated(Event):
    topic = "order.created"
    customer_id: str
    currency: str
    items: list[dict[str, Any]]
    subtotal: int
    coupon_code: str | None = None
    payment_method: str
    shipping_address: dict[str, Any]

    @property
    def pieces(self) -> dict[str, int]:
        """How many of each SKU."""
        pieces: dict[str, int] = {}
        for line in self.items:
            pieces[line["sku"]] = pieces.get(line["sku"], 0) + line["quantity"]
        return pieces


class InventoryReserved(Event):
    topic = "inventory.reserved"
    items: list[dict[str, Any]]


class InventoryRejected(Event):
    topic = "inventory.rejected"
    reason: str
    short: list[dict[str, Any]]


class DiscountApplied(Event):
    topic = "discount.applied"
    coupon_code: str | None
    discount: int
    currency: str


class Refused(Event):
    """That a step cannot be done."""

    reason: str
    detail: str


class DiscountRejected(Refused):
    topic = "discount.rejected"


class PaymentRequested(Event):
    topic = "payment.requested"
    amount: int
    currency: str


class PaymentSucceeded(Event):
    topic = "payment.succeeded"
    subtotal: int
    discount: int
    amount: int
    currency: str
    reference: str


class PaymentFailed(Refused):
    topic = "payment.failed"


class ShipmentCreated(Event):
    topic = "shipment.created"
    carrier: str
    tracking_number: str


class ShipmentFailed(Refused):
    topic = "shipment.failed"


class OrderCompleted(Event):
    topic = "order.completed"
    customer_id: str
    total: int
    currency: str


class OrderCancelled(Event):
    topic = "order.cancelled"
    reason: str
