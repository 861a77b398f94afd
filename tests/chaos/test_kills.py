"""kill -9, of anybody, at any moment and at every step: each order ends, and the books agree."""

import asyncio

import pytest

from choreo.processes.together import together
from choreo.stack.members import SERVICES
from shared.messaging.faults import POINTS
from tests.chaos.conftest import Wishes
from tests.chaos.crowd import Crowd
from tests.chaos.deaths import deaths
from tests.chaos.proof import assert_all_is_well
from tests.e2e.shop import Shop

ROUNDS = [
    {
        "order_service": "batch_taken:5",
        "inventory_service": "before_commit:2",
        "discount_service": "after_commit:1",
        "payment_service": "before_outside:2",
        "shipping_service": "after_outside:2",
    },
    {
        "order_service": "published:5",
        "inventory_service": "inbox_written:5",
        "discount_service": "dedup_asked:2",
        "payment_service": "after_outside:5",
        "shipping_service": "before_acknowledge:5",
    },
    {
        "order_service": "outbox_deleted:5",
        "inventory_service": "after_commit:1",
        "discount_service": "handlers_run:5",
        "payment_service": "dedup_marked:5",
        "shipping_service": "after_acknowledge:5",
    },
]
"""At which step, the how manieth time, each service dies; all in one round, so that each also lives through the deaths
of the others. The first commit of inventory and of discount answers an order.created: what it said must not be lost."""


async def test_each_service_is_killed_in_turn_in_the_middle_of_300_orders(
    stocked_shop: Shop, crowd: Crowd, wishes: Wishes
) -> None:
    mix, errands = wishes(300), []

    for number, service in enumerate(SERVICES):
        async with asyncio.TaskGroup() as group:
            buying = group.create_task(crowd.buy(mix[number * 60 : (number + 1) * 60]))
            await crowd.until_placed(number * 60 + 30)
            await stocked_shop.kill(service)
        errands += buying.result()

    await assert_all_is_well(stocked_shop, crowd, errands)


@pytest.mark.parametrize("points", ROUNDS, ids=["1", "2", "3"])
async def test_each_service_dies_between_two_steps_of_a_delivery(
    stocked_shop: Shop, crowd: Crowd, wishes: Wishes, points: dict[str, str]
) -> None:
    before = deaths(stocked_shop)
    await together(*(stocked_shop.restart(service, {"CHOREO_FAULT": point}) for service, point in points.items()))

    errands = await crowd.buy(wishes(60))

    await assert_all_is_well(stocked_shop, crowd, errands)
    died = deaths(stocked_shop) - before
    assert died == {(service, -9): 1 for service in SERVICES}


def test_no_fault_point_is_left_out() -> None:
    assert {point.partition(":")[0] for points in ROUNDS for point in points.values()} == set(POINTS)
