"""What shipping owes to those who listen (PROTOCOL.md section 6)."""

from shared.events import OrderCancelled, PaymentSucceeded, ShipmentCancelled, ShipmentCreated, ShipmentFailed
from shared.messaging.expectations import Expectation

EXPECTATIONS = (
    Expectation(after=(PaymentSucceeded,), one_of=(ShipmentCreated, ShipmentFailed, ShipmentCancelled)),
    Expectation(after=(ShipmentCreated, OrderCancelled), one_of=(ShipmentCancelled,)),
)
