"""A parcel is booked once the order and its payment are both known, in whatever order they come."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shared.events import Event, OrderCreated, ShipmentCreated, ShipmentFailed
from shared.outside import OutsideUnavailable
from shipping_service import gateway
from shipping_service.domain import BOOKED, FAILED, WAITING
from shipping_service.gateway import Booked, Closed, Undeliverable
from shipping_service.handlers import on
from shipping_service.tables import Shipment
from tests.handlers.examples import ADDRESS, ORDER, other
from tests.handlers.hearing import columns, hear, row
from tests.handlers.outside import Answers
from tests.handlers.shipping.facts import BOTH, CREATED, PAID, PARCEL, carrier

Facts = tuple[Event, Event]

in_either_order = pytest.mark.parametrize("facts", BOTH.values(), ids=BOTH)


@pytest.mark.parametrize("fact", [CREATED, PAID], ids=["created", "paid"])
async def test_the_first_fact_is_kept_without_a_word(db: AsyncSession, fact: Event) -> None:
    assert await hear(db, on, fact) == [None]
    shipment = await row(db, Shipment)
    assert (shipment.phase, shipment.created, shipment.paid) == (WAITING, fact is CREATED, fact is PAID)


@in_either_order
async def test_with_the_second_fact_the_parcel_is_booked(db: AsyncSession, facts: Facts) -> None:
    outside = carrier(book=Booked("Post", "T1"))

    said = await hear(db, on, *facts, outside=outside)

    assert said == [None, ShipmentCreated(order_id=ORDER, carrier="Post", tracking_number="T1")]
    assert outside.asked == [(gateway.book, PARCEL)]
    shipment = await row(db, Shipment)
    assert (shipment.phase, shipment.carrier, shipment.tracking_number) == (BOOKED, "Post", "T1")
    assert (shipment.created, shipment.paid, shipment.address) == (True, True, ADDRESS)


@in_either_order
async def test_a_parcel_that_cannot_be_delivered_fails(db: AsyncSession, facts: Facts) -> None:
    *_, said = await hear(db, on, *facts, outside=carrier(book=Undeliverable("postal code 00000 is not served")))

    detail = "postal code 00000 is not served"
    assert said == ShipmentFailed(order_id=ORDER, reason="undeliverable", detail=detail)
    shipment = await row(db, Shipment)
    assert (shipment.phase, shipment.reason, shipment.detail) == (FAILED, "undeliverable", detail)


@in_either_order
async def test_a_booking_that_the_carrier_has_closed_never_comes_back(db: AsyncSession, facts: Facts) -> None:
    *_, said = await hear(db, on, *facts, outside=carrier(book=Closed()))
    assert isinstance(said, ShipmentFailed)
    assert (await row(db, Shipment)).phase == FAILED


@in_either_order
async def test_while_the_carrier_is_away_the_second_fact_is_not_taken(db: AsyncSession, facts: Facts) -> None:
    first, second = facts
    await hear(db, on, first)
    before = await columns(db, Shipment)

    with pytest.raises(OutsideUnavailable):
        await hear(db, on, second, outside=Answers({gateway.book: OutsideUnavailable("no answer within 5 s")}))

    assert await columns(db, Shipment) == before


async def test_the_address_is_that_of_the_first_order_created(db: AsyncSession) -> None:
    outside = carrier(book=Booked("Post", "T1"))
    await hear(db, on, CREATED, other(OrderCreated), PAID, outside=outside)
    assert outside.asked == [(gateway.book, PARCEL)]
