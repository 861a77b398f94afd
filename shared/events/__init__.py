"""What may be said: one module per speaker. PROTOCOL in one line: who says what, when, is in each service's card."""

from shared.events.discount import DiscountApplied, DiscountRejected, DiscountReleased
from shared.events.event import Event, Item, OrderEvent, declared_events, event_named
from shared.events.inventory import (
    InventoryRejected,
    InventoryReleased,
    InventoryReserved,
    InventoryShipped,
    ProductListed,
    Shortage,
)
from shared.events.order import Address, OrderCancelled, OrderCompleted, OrderCreated, OrderLine
from shared.events.payment import PaymentFailed, PaymentRefunded, PaymentRequested, PaymentSucceeded
from shared.events.shipping import ShipmentCancelled, ShipmentCreated, ShipmentFailed

__all__ = [
    "Address",
    "DiscountApplied",
    "DiscountRejected",
    "DiscountReleased",
    "Event",
    "InventoryRejected",
    "InventoryReleased",
    "InventoryReserved",
    "InventoryShipped",
    "Item",
    "OrderCancelled",
    "OrderCompleted",
    "OrderCreated",
    "OrderEvent",
    "OrderLine",
    "PaymentFailed",
    "PaymentRefunded",
    "PaymentRequested",
    "PaymentSucceeded",
    "ProductListed",
    "ShipmentCancelled",
    "ShipmentCreated",
    "ShipmentFailed",
    "Shortage",
    "declared_events",
    "event_named",
]
