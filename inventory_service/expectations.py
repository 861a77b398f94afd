"""What inventory owes to those who listen (PROTOCOL.md section 6)."""

from shared.events import (
    DiscountRejected,
    InventoryRejected,
    InventoryReleased,
    InventoryReserved,
    InventoryShipped,
    OrderCancelled,
    OrderCompleted,
    OrderCreated,
    PaymentFailed,
    ShipmentFailed,
)
from shared.messaging.expectations import Expectation

EXPECTATIONS = (
    Expectation(
        after=(OrderCreated,),
        one_of=(InventoryReserved, InventoryRejected),
        unless=(OrderCancelled, DiscountRejected),
    ),
    Expectation(after=(InventoryReserved, OrderCancelled), one_of=(InventoryReleased,)),
    Expectation(after=(OrderCompleted,), one_of=(InventoryShipped,)),
    *(
        Expectation(after=(InventoryReserved, refusal), one_of=(InventoryReleased,), early=True)
        for refusal in (DiscountRejected, PaymentFailed, ShipmentFailed)
    ),
)
