"""What payment owes to those who listen (PROTOCOL.md section 6)."""

from shared.events import (
    DiscountApplied,
    InventoryReserved,
    OrderCancelled,
    PaymentFailed,
    PaymentRefunded,
    PaymentRequested,
    PaymentSucceeded,
    ShipmentFailed,
)
from shared.messaging.expectations import Expectation

EXPECTATIONS = (
    Expectation(after=(InventoryReserved, DiscountApplied), one_of=(PaymentRequested,), unless=(OrderCancelled,)),
    Expectation(after=(PaymentRequested,), one_of=(PaymentSucceeded, PaymentFailed, PaymentRefunded)),
    Expectation(after=(PaymentSucceeded, OrderCancelled), one_of=(PaymentRefunded,)),
    Expectation(after=(PaymentSucceeded, ShipmentFailed), one_of=(PaymentRefunded,), early=True),
)
