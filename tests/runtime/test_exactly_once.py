"""Each event takes effect exactly once, however often it comes."""

import asyncio

from redis.asyncio import Redis

from choreo.embedded.servers import Servers
from shared import ids
from tests.patience import eventually
from tests.runtime.conftest import Kitchen
from tests.runtime.kitchen import trouble


async def test_an_ordered_dish_is_cooked_and_said_once(kitchen_of_today: Kitchen, order_id: str) -> None:
    async with kitchen_of_today.at_work():
        await kitchen_of_today.hears(order_id, "soup")
        (record,) = await kitchen_of_today.said("dish.cooked", order_id)

    told = {name: value.decode() for name, value in record.headers}
    assert record.value == b'{"order_id":"%s","dish":"soup","times":1}' % order_id.encode()
    assert told["ce_type"] == "dish.cooked"
    assert told["ce_source"] == kitchen_of_today.service.name
    assert told["ce_specversion"] == "1.0"
    assert told["ce_subject"] == order_id
    assert told["ce_dataschema"] == "urn:choreo:dish.cooked:1"
    assert told["content-type"] == "application/json"
    assert told["traceparent"].startswith("00-")
    assert await kitchen_of_today.outbox_is_empty()


async def test_the_same_id_twice_is_cooked_once(kitchen_of_today: Kitchen, order_id: str) -> None:
    event_id, behind = ids.new_id(), ids.new_id()
    async with kitchen_of_today.at_work():
        for _ in range(3):
            await kitchen_of_today.hears(order_id, "soup", event_id=event_id)
        await kitchen_of_today.hears(behind, "soup", key=order_id.encode())
        await eventually(lambda: kitchen_of_today.cooked(behind))
        await kitchen_of_today.hears(order_id, "soup", event_id=event_id)
        await kitchen_of_today.hears(behind, "soup", key=order_id.encode())
        await eventually(lambda: _cooked_twice(kitchen_of_today, behind))

    assert await kitchen_of_today.cooked(order_id) == 1


async def test_the_same_id_after_redis_forgot_everything_is_cooked_once(
    kitchen_of_today: Kitchen, order_id: str, servers: Servers
) -> None:
    event_id, behind = ids.new_id(), ids.new_id()
    async with kitchen_of_today.at_work():
        await kitchen_of_today.hears(order_id, "soup", event_id=event_id)
        await eventually(lambda: kitchen_of_today.cooked(order_id))
        await _empty_redis(servers)
        await kitchen_of_today.hears(order_id, "soup", event_id=event_id)
        await kitchen_of_today.hears(behind, "soup", key=order_id.encode())
        await eventually(lambda: kitchen_of_today.cooked(behind))

    assert await kitchen_of_today.cooked(order_id) == 1


async def test_what_came_twice_and_was_cut_off_while_it_waited_for_the_supplier_is_cooked_by_the_next(
    kitchen_of_today: Kitchen, order_id: str, servers: Servers
) -> None:
    """The copies come in one batch, behind another one, and with a soup that is done for good."""
    copied, soup = ids.new_id(), ids.new_id()
    for dish, event_id in (("soup", ids.new_id()), ("truffles", copied), ("truffles", copied), ("soup", soup)):
        whose = order_id if event_id == copied else event_id
        await kitchen_of_today.hears(whose, dish, event_id=event_id, key=order_id.encode())
    trouble.silent.add(order_id)

    async def waits_while_redis_knows_the_soup() -> bool:
        return order_id in trouble.unanswered and await _redis_knows(servers, f"{kitchen_of_today.service.name}:{soup}")

    await kitchen_of_today.dies_at_work(waits_while_redis_knows_the_soup)
    trouble.silent.clear()
    async with kitchen_of_today.at_work():
        await eventually(lambda: kitchen_of_today.cooked(order_id))

    assert await kitchen_of_today.cooked(order_id) == 1


async def test_two_replicas_share_the_work_and_double_nothing(kitchen_of_today: Kitchen) -> None:
    orders = [ids.new_id() for _ in range(200)]
    async with kitchen_of_today.at_work():
        for order in orders[:100]:
            await kitchen_of_today.hears(order, "soup", event_id=f"{order}-event")
        async with kitchen_of_today.at_work():
            for order in (*orders[100:], *orders):
                await kitchen_of_today.hears(order, "soup", event_id=f"{order}-event")
            records = await kitchen_of_today.said("dish.cooked", *orders)

    assert sorted(record.key.decode() for record in records) == sorted(orders)


async def test_a_worker_that_is_told_to_stop_leaves_nothing_half_done(kitchen_of_today: Kitchen) -> None:
    orders = [ids.new_id() for _ in range(100)]
    for _ in range(3):
        async with kitchen_of_today.at_work():
            sending = [kitchen_of_today.hears(order, "soup", event_id=f"{order}-event") for order in orders]
            await asyncio.gather(*sending)
    async with kitchen_of_today.at_work():
        records = await kitchen_of_today.said("dish.cooked", *orders)

    assert sorted(record.key.decode() for record in records) == sorted(orders)


async def _cooked_twice(kitchen: Kitchen, order_id: str) -> bool:
    return await kitchen.cooked(order_id) == 2


async def _empty_redis(servers: Servers) -> None:
    async with Redis.from_url(servers.redis, protocol=2) as redis:
        await redis.flushall()


async def _redis_knows(servers: Servers, event: str) -> bool:
    async with Redis.from_url(servers.redis, protocol=2) as redis:
        return await redis.get(f"choreo:{event}") is not None
