"""What discount owes to those who listen (PROTOCOL.md section 6)."""

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
from shared.messaging.expectations import Expectation

EXPECTATIONS = (
    Expectation(
        after=(OrderCreated,),
        one_of=(DiscountApplied, DiscountRejected),
        unless=(OrderCancelled, InventoryRejected),
    ),
    Expectation(after=(DiscountApplied, OrderCancelled), one_of=(DiscountReleased,)),
    *(
        Expectation(after=(DiscountApplied, refusal), one_of=(DiscountReleased,), early=True)
        for refusal in (InventoryRejected, PaymentFailed, ShipmentFailed)
    ),
)
