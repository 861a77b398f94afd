"""What PROTOCOL.md does not list for a phase changes nothing, says nothing, and calls nobody."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from payment_service.gateway import Captured, Closed
from payment_service.handlers import on
from payment_service.tables import Payment
from shared.events import (
    DiscountApplied,
    Event,
    InventoryReserved,
    OrderCancelled,
    OrderCreated,
    PaymentRequested,
    ShipmentFailed,
)
from tests.handlers.hearing import History, assert_unmoved, hear, unlisted
from tests.handlers.payment.facts import ASKED, CANCELLED, CREATED, REQUESTED, provider

FACTS, CANCEL = (OrderCreated, InventoryReserved, DiscountApplied), (OrderCancelled, ShipmentFailed)

LISTED: dict[str, tuple[History, tuple[type[Event], ...]]] = {
    "WAITING": ((), (*FACTS, *CANCEL)),
    "WAITING, created": ((CREATED,), (InventoryReserved, DiscountApplied, *CANCEL)),
    "WAITING, cancelled": ((CANCELLED,), FACTS),
    "WAITING, cancelled, all known": ((CANCELLED, *ASKED), ()),
    "REQUESTED": (ASKED, (PaymentRequested, *CANCEL)),
    "REQUESTED, cancelled": ((*ASKED, CANCELLED), (PaymentRequested,)),
    "CAPTURED": ((*ASKED, REQUESTED), CANCEL),
    "FAILED": ((*ASKED, CANCELLED, REQUESTED), ()),
    "REFUNDED": ((*ASKED, REQUESTED, CANCELLED), ()),
}


@pytest.mark.parametrize(("history", "event"), unlisted(on, LISTED))
async def test_a_payment_is_deaf_to_anything_else(db: AsyncSession, history: History, event: type[Event]) -> None:
    await hear(db, on, *history, outside=provider(confirm=Captured("pi_1"), settle=Closed()))
    await assert_unmoved(db, on, Payment, event)
