"""A parcel is booked once, and stays called off once it was called off."""

import asyncio

import pytest

from shared.outside import OutsideUnavailable
from shipping_service import gateway
from shipping_service.gateway import Booked, CalledOff, Closed, Undeliverable
from tests.outsiders.environment import environment
from tests.outsiders.orders import Parcel, parcel_to
from tests.outsiders.persistence import persist
from tests.outsiders.process import OutsiderProcess


async def numbers(carrier: OutsiderProcess, parcel: Parcel) -> tuple[list[str], list[str]]:
    """The tracking numbers that were booked, and those that were called off."""
    ledger = await carrier.ledger_of(parcel.order_id)
    booked, cancelled = ([line["tracking_number"] for line in ledger[kind]] for kind in ("bookings", "cancelled"))
    return booked, cancelled


async def test_a_parcel_is_booked_once_however_often_it_is_tried(carrier: OutsiderProcess) -> None:
    parcel = Parcel()

    outcomes = set(await asyncio.gather(*(gateway.book(parcel) for _ in range(10))))

    [booking] = outcomes
    assert isinstance(booking, Booked)
    assert await numbers(carrier, parcel) == ([booking.tracking_number], [])


async def test_an_address_that_is_not_served_is_refused_every_time(carrier: OutsiderProcess) -> None:
    parcel = parcel_to("00000")

    outcomes = [await gateway.book(parcel) for _ in range(3)]

    assert outcomes == [Undeliverable("postal code 00000 is not served")] * 3
    assert await gateway.call_off(parcel) == Closed()
    assert await numbers(carrier, parcel) == ([], [])


async def test_a_booking_is_called_off_once(carrier: OutsiderProcess) -> None:
    parcel = Parcel()
    booking = await gateway.book(parcel)
    assert isinstance(booking, Booked)

    outcomes = await asyncio.gather(*(gateway.call_off(parcel) for _ in range(5)))

    assert set(outcomes) == {CalledOff(booking.tracking_number)}
    assert await gateway.book(parcel) == Closed()
    assert await numbers(carrier, parcel) == ([booking.tracking_number], [booking.tracking_number])


async def test_what_was_settled_before_it_was_booked_is_never_booked(carrier: OutsiderProcess) -> None:
    parcel = Parcel()

    assert [await gateway.call_off(parcel) for _ in range(2)] == [Closed()] * 2

    late = await carrier.http.put(
        f"/bookings/ship:{parcel.order_id}", json={"order_id": parcel.order_id, "address": parcel.address}
    )
    assert (late.status_code, late.json()["code"]) == (410, "settled")
    assert await gateway.book(parcel) == Closed()
    assert await numbers(carrier, parcel) == ([], [])


async def test_booking_and_calling_off_racing_each_other_agree(carrier: OutsiderProcess) -> None:
    await carrier.trouble(latency=0.002)
    for turn in range(50):
        parcel = Parcel()
        calls = [gateway.book(parcel), gateway.call_off(parcel)]
        racing = [asyncio.ensure_future(call) for call in (calls if turn % 2 else reversed(calls))]
        outcomes = {type(await each) for each in racing}

        booked, cancelled = await numbers(carrier, parcel)
        assert booked == cancelled
        assert outcomes in ({Booked, CalledOff}, {Closed})
        assert len(booked) == (1 if CalledOff in outcomes else 0)


async def test_a_booking_whose_answer_was_lost_is_called_off(carrier: OutsiderProcess) -> None:
    parcel = Parcel()
    await carrier.trouble(silence=True, effect=1)
    with environment(outside_timeout=0.5), pytest.raises(OutsideUnavailable):
        await gateway.book(parcel)
    await carrier.trouble()

    assert isinstance(await persist(lambda: gateway.call_off(parcel)), CalledOff)
    booked, cancelled = await numbers(carrier, parcel)
    assert booked == cancelled
    assert len(booked) == 1
