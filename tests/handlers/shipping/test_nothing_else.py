"""What PROTOCOL.md does not list for a phase changes nothing, says nothing, and calls nobody."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shared.events import Event, OrderCancelled, OrderCreated, PaymentSucceeded
from shipping_service.gateway import Booked, CalledOff, Closed, Undeliverable
from shipping_service.handlers import on
from shipping_service.tables import Shipment
from tests.handlers.hearing import History, assert_unmoved, hear, unlisted
from tests.handlers.shipping.facts import CANCELLED, CREATED, PAID, carrier

LISTED: dict[str, tuple[History, tuple[type[Event], ...]]] = {
    "WAITING": ((), (OrderCreated, PaymentSucceeded, OrderCancelled)),
    "WAITING, created": ((CREATED,), (PaymentSucceeded, OrderCancelled)),
    "WAITING, paid": ((PAID,), (OrderCreated, OrderCancelled)),
    "WAITING, cancelled": ((CANCELLED,), (OrderCreated, PaymentSucceeded)),
    "WAITING, created, cancelled": ((CREATED, CANCELLED), (PaymentSucceeded,)),
    "WAITING, paid, cancelled": ((PAID, CANCELLED), (OrderCreated,)),
    "BOOKED": ((CREATED, PAID), (OrderCancelled,)),
    "CALLED_OFF": ((CREATED, PAID, CANCELLED), ()),
}


@pytest.mark.parametrize(("history", "event"), unlisted(on, LISTED))
async def test_a_shipment_is_deaf_to_anything_else(db: AsyncSession, history: History, event: type[Event]) -> None:
    await hear(db, on, *history, outside=carrier(book=Booked("Post", "T1"), call_off=CalledOff("T1")))
    await assert_unmoved(db, on, Shipment, event)


FAILED: dict[str, tuple[History, tuple[type[Event], ...]]] = {
    "undeliverable": ((CREATED, PAID), ()),
    "cancelled": ((CREATED, CANCELLED, PAID), ()),
}


@pytest.mark.parametrize(("history", "event"), unlisted(on, FAILED))
async def test_a_failed_shipment_is_deaf_to_everything(db: AsyncSession, history: History, event: type[Event]) -> None:
    await hear(db, on, *history, outside=carrier(book=Undeliverable("nowhere"), call_off=Closed()))
    await assert_unmoved(db, on, Shipment, event)
