"""What order owes to those who listen (PROTOCOL.md section 6)."""

from shared.events import (
    DiscountRejected,
    InventoryRejected,
    OrderCancelled,
    OrderCompleted,
    OrderCreated,
    PaymentFailed,
    PaymentSucceeded,
    ShipmentCreated,
    ShipmentFailed,
)
from shared.messaging.expectations import Expectation

EXPECTATIONS = (
    Expectation(after=(PaymentSucceeded, ShipmentCreated), one_of=(OrderCompleted, OrderCancelled)),
    *(
        Expectation(after=(refusal,), one_of=(OrderCancelled,))
        for refusal in (InventoryRejected, DiscountRejected, PaymentFailed, ShipmentFailed)
    ),
    Expectation(after=(OrderCreated,), one_of=(OrderCompleted, OrderCancelled), last_resort=True),
)
