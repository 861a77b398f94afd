"""How an order comes to stand where it stands, and the refusals that end it."""

from shared.events import (
    DiscountRejected,
    Event,
    InventoryRejected,
    OrderCreated,
    PaymentFailed,
    PaymentSucceeded,
    ShipmentCreated,
    ShipmentFailed,
)
from tests.handlers.examples import example
from tests.handlers.hearing import History

CREATED, PAID, SHIPPED = example(OrderCreated), example(PaymentSucceeded), example(ShipmentCreated)

REFUSALS: dict[str, Event] = {
    "out_of_stock": example(InventoryRejected),
    "coupon_rejected": example(DiscountRejected),
    "payment_declined": example(PaymentFailed),
    "payment_unavailable": example(PaymentFailed, reason="payment_unavailable"),
    "undeliverable": example(ShipmentFailed),
}
"""By the reason that they give to the order."""

OPEN: dict[str, History] = {"PENDING": (CREATED,), "PENDING, shipped": (CREATED, SHIPPED), "PAID": (CREATED, PAID)}
ENDED: dict[str, History] = {
    "COMPLETED": (CREATED, PAID, SHIPPED),
    "CANCELLED": (CREATED, REFUSALS["out_of_stock"]),
    "CANCELLED, paid": (CREATED, PAID, REFUSALS["undeliverable"]),
}
