"""Calls to the outside end in time, and leave an outsider in peace that is away."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.outside import Outsider, OutsideUnavailable
from tests.outsiders.environment import environment
from tests.outsiders.orders import parcel_to
from tests.outsiders.persistence import persist
from tests.outsiders.process import OutsiderProcess


@pytest.fixture
async def outsider(carrier: OutsiderProcess) -> AsyncIterator[Outsider]:
    """The carrier, behind a breaker that opens after 3 failures and lets a call through after 0.5 s."""
    with environment(outside_failures=3, outside_recovery=0.5, outside_timeout=2):
        outsider = Outsider("carrier")
        yield outsider
        await outsider.close()


async def settle(outsider: Outsider, key: str = "any") -> int:
    return (await outsider.call("DELETE", f"/bookings/{key}")).status


async def break_down(outsider: Outsider, carrier: OutsiderProcess) -> None:
    await carrier.trouble(error_rate=1)
    for _ in range(3):
        with pytest.raises(OutsideUnavailable, match="answered 503"):
            await settle(outsider)


async def test_an_outsider_that_keeps_failing_is_left_in_peace_and_tried_again(
    outsider: Outsider, carrier: OutsiderProcess
) -> None:
    await break_down(outsider, carrier)
    await carrier.trouble()

    with pytest.raises(OutsideUnavailable, match="not called before its breaker closes"):
        await settle(outsider)

    assert await persist(lambda: settle(outsider)) == 200
    assert await settle(outsider) == 200


async def test_one_call_alone_finds_out_whether_an_outsider_is_back(
    outsider: Outsider, carrier: OutsiderProcess
) -> None:
    await break_down(outsider, carrier)
    await carrier.trouble(latency=1)

    async def probe() -> "asyncio.Task[int]":
        while True:
            call = asyncio.create_task(settle(outsider))
            await asyncio.wait({call}, timeout=0.05)
            if not call.done():
                return call
            with pytest.raises(OutsideUnavailable, match="breaker"):
                call.result()

    probing = await asyncio.wait_for(probe(), 20)
    with pytest.raises(OutsideUnavailable, match="another call is finding out"):
        await settle(outsider)

    assert await probing == 200
    assert await settle(outsider) == 200


async def test_a_probe_that_fails_keeps_the_breaker_open(outsider: Outsider, carrier: OutsiderProcess) -> None:
    await break_down(outsider, carrier)

    async def probe() -> None:
        while True:
            try:
                await settle(outsider)
            except OutsideUnavailable as unavailable:
                if "answered 503" in str(unavailable):
                    return
            await asyncio.sleep(0.02)

    await asyncio.wait_for(probe(), 20)
    with pytest.raises(OutsideUnavailable, match="breaker"):
        await settle(outsider)


async def test_refusals_do_not_open_the_breaker(outsider: Outsider, carrier: OutsiderProcess) -> None:
    parcel = parcel_to("00000")
    body = {"order_id": parcel.order_id, "address": parcel.address}

    answers = [await outsider.call("PUT", f"/bookings/{parcel.order_id}", json=body) for _ in range(6)]

    assert {answer.status for answer in answers} == {422}


async def test_nobody_listens() -> None:
    with environment(carrier="http://127.0.0.1:9"):
        outsider = Outsider("carrier")
        with pytest.raises(OutsideUnavailable, match=r"carrier at http://127\.0\.0\.1:9"):
            await settle(outsider)
        await outsider.close()


async def test_a_silent_call_ends_in_time(outsider: Outsider, carrier: OutsiderProcess) -> None:
    await carrier.trouble(silence=True)

    with pytest.raises(OutsideUnavailable, match="no answer within 2 s"):
        await asyncio.wait_for(settle(outsider), 15)
