"""Whoever takes the spans may be slow, refuse, or be away: services neither wait for that nor stop."""

import asyncio

import pytest

from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.e2e.wire import GOOD_ENDING
from tests.patience import eventually
from tests.tracing.receiver import Mood, Receiver
from tests.tracing.story import said_and_heard, trace_with

STOPS_WITHIN = 10.0
"""Seconds; then choreo kills it, which its exit status would show."""


@pytest.mark.parametrize("mood", [Mood.SILENT, Mood.REFUSES, Mood.AWAY])
async def test_orders_go_through_and_a_service_ends_in_order_whatever_the_receiver_does(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str, mood: Mood
) -> None:
    inventory = shop.stack.member("inventory_service")
    async with receiver.being(mood):
        asked = receiver.asked
        orders = [(await shop.place(customer, goods.order()))["order_id"] for _ in range(3)]
        for order_id in orders:
            assert await shop.ending_of(customer, order_id) == "COMPLETED"
            await shop.wire.until_said(order_id, *GOOD_ENDING)

        async def services_try_to_export() -> bool:
            return mood is Mood.AWAY or receiver.asked > asked

        await eventually(services_try_to_export)
        ending = asyncio.create_task(inventory.server.wait())
        async with asyncio.timeout(STOPS_WITHIN):
            await inventory.hold()
            assert await ending == 0
    await inventory.release()

    order_id = (await shop.place(customer, goods.order()))["order_id"]
    await trace_with(receiver, order_id, said_and_heard(*GOOD_ENDING))
