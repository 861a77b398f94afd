"""What is said: a Record per event."""

from typing import Any

import faust


class Event(faust.Record, include_metadata=False):
    """About one order."""

    order_id: str


class OrderCreated(Event):
    customer_id: str
    currency: str
    items: list[dict[str, Any]]
    subtotal: int
    payment_method: str
    shipping_address: dict[str, Any]
    coupon_code: str | None = None

    @property
    def pieces(self) -> dict[str, int]:
        """How many of each SKU."""
        pieces: dict[str, int] = {}
        for line in self.items:
            pieces[line["sku"]] = pieces.get(line["sku"], 0) + line["quantity"]
        return pieces


class InventoryReserved(Event):
    items: list[dict[str, Any]]


class InventoryRejected(Event):
    reason: str
    short: list[dict[str, Any]]


class DiscountApplied(Event):
    discount: int
    currency: str
    coupon_code: str | None = None


class Refused(Event):
    """That a step cannot be done."""

    reason: str
    detail: str


class PaymentRequested(Event):
    amount: int
    currency: str


class PaymentSucceeded(Event):
    subtotal: int
    discount: int
    amount: int
    currency: str
    reference: str


class ShipmentCreated(Event):
    carrier: str
    tracking_number: str


class OrderCompleted(Event):
    customer_id: str
    total: int
    currency: str


class OrderCancelled(Event):
    reason: str
