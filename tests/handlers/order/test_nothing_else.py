"""What PROTOCOL.md does not list for a state changes nothing and says nothing."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from order_service.handlers import on
from order_service.tables import Order
from shared.events import (
    DiscountRejected,
    Event,
    InventoryRejected,
    PaymentFailed,
    PaymentSucceeded,
    ShipmentCreated,
    ShipmentFailed,
)
from tests.handlers.hearing import History, assert_unmoved, hear, unlisted
from tests.handlers.order.facts import ENDED, OPEN

REFUSED = (InventoryRejected, DiscountRejected, PaymentFailed, ShipmentFailed)

LISTED = {
    "PENDING": (OPEN["PENDING"], (*REFUSED, PaymentSucceeded, ShipmentCreated)),
    "PENDING, shipped": (OPEN["PENDING, shipped"], (*REFUSED, PaymentSucceeded)),
    "PAID": (OPEN["PAID"], (*REFUSED, ShipmentCreated)),
    **{state: (history, ()) for state, history in ENDED.items()},
}


@pytest.mark.parametrize(("history", "event"), unlisted(on, LISTED))
async def test_an_order_is_deaf_to_anything_else(db: AsyncSession, history: History, event: type[Event]) -> None:
    await hear(db, on, *history)
    await assert_unmoved(db, on, Order, event)
