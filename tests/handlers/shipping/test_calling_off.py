"""Of a cancelled order, what is booked is called off once, and what may have been booked is settled."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shared.events import Event, ShipmentCancelled, ShipmentFailed
from shared.messaging.unit import Unit
from shared.outside import OutsideUnavailable
from shipping_service import gateway
from shipping_service.domain import BOOKED, CALLED_OFF, FAILED, WAITING
from shipping_service.gateway import Booked, CalledOff, Closed
from shipping_service.handlers import call_off_shipment, on
from shipping_service.tables import Shipment
from tests.handlers.examples import ORDER
from tests.handlers.hearing import History, hear, row
from tests.handlers.outside import Answers
from tests.handlers.shipping.facts import BOTH, CANCELLED, CREATED, PAID, PARCEL, carrier

CALLED = ShipmentCancelled(order_id=ORDER, tracking_number="T1")

in_either_order = pytest.mark.parametrize("facts", BOTH.values(), ids=BOTH)


async def test_a_booking_is_called_off(db: AsyncSession) -> None:
    await hear(db, on, CREATED, PAID, outside=carrier(book=Booked("Post", "T1")))
    outside = carrier(call_off=CalledOff("T1"))

    assert await call_off_shipment(CANCELLED, Unit(db, outside=outside)) == CALLED

    assert outside.asked == [(gateway.call_off, PARCEL)]
    assert (await row(db, Shipment)).phase == CALLED_OFF


async def test_a_booking_stands_while_the_carrier_is_away(db: AsyncSession) -> None:
    await hear(db, on, CREATED, PAID, outside=carrier(book=Booked("Post", "T1")))
    with pytest.raises(OutsideUnavailable):
        await call_off_shipment(CANCELLED, Unit(db, outside=Answers({gateway.call_off: OutsideUnavailable("away")})))
    assert (await row(db, Shipment)).phase == BOOKED


@pytest.mark.parametrize("history", [(), (CREATED,), (PAID,)], ids=["nothing known", "created", "paid"])
async def test_before_it_is_booked_a_cancel_is_only_noted(db: AsyncSession, history: History) -> None:
    await hear(db, on, *history)
    assert await call_off_shipment(CANCELLED, Unit(db, outside=Answers())) is None
    shipment = await row(db, Shipment)
    assert (shipment.phase, shipment.cancelled) == (WAITING, True)


@pytest.mark.parametrize("fact", [CREATED, PAID], ids=["created", "paid"])
async def test_facts_are_kept_of_a_cancelled_order_too(db: AsyncSession, fact: Event) -> None:
    assert await hear(db, on, CANCELLED, fact) == [None, None]
    shipment = await row(db, Shipment)
    assert (shipment.phase, shipment.cancelled) == (WAITING, True)
    assert (shipment.created, shipment.paid) == (fact is CREATED, fact is PAID)


@in_either_order
@pytest.mark.parametrize("at", [0, 1])
async def test_a_booking_of_a_cancelled_order_that_had_left_is_called_off(
    db: AsyncSession, facts: tuple[Event, Event], at: int
) -> None:
    outside = carrier(call_off=CalledOff("T1"))

    said = await hear(db, on, *facts[:at], CANCELLED, *facts[at:], outside=outside)

    assert said == [None, None, CALLED]
    assert outside.asked == [(gateway.call_off, PARCEL)]
    shipment = await row(db, Shipment)
    assert (shipment.phase, shipment.tracking_number) == (CALLED_OFF, "T1")


@in_either_order
@pytest.mark.parametrize("at", [0, 1])
async def test_a_booking_of_a_cancelled_order_that_had_not_left_is_closed(
    db: AsyncSession, facts: tuple[Event, Event], at: int
) -> None:
    *_, said = await hear(db, on, *facts[:at], CANCELLED, *facts[at:], outside=carrier(call_off=Closed()))

    assert isinstance(said, ShipmentFailed)
    assert said.reason == "cancelled"
    assert (await row(db, Shipment)).phase == FAILED
