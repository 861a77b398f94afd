"""What is said twice is done once, whoever remembers it."""

import asyncio
from collections import Counter

from redis.asyncio import Redis

from tests.chaos.conftest import Wishes
from tests.chaos.copies import everything_said_twice
from tests.chaos.crowd import Crowd, Errand
from tests.chaos.proof import assert_all_is_well
from tests.e2e.shop import Shop
from tests.patience import eventually


async def test_redis_is_emptied_in_the_middle(stocked_shop: Shop, crowd: Crowd, wishes: Wishes) -> None:
    async with Redis.from_url(stocked_shop.stack.addresses.redis) as redis, asyncio.TaskGroup() as group:
        buying = group.create_task(crowd.buy(wishes(100)))
        for placed in (30, 60, 90):
            await crowd.until_placed(placed)
            await redis.flushall()

    await assert_all_is_well(stocked_shop, crowd, buying.result())


async def test_every_event_comes_twice(stocked_shop: Shop, crowd: Crowd, wishes: Wishes) -> None:
    async with everything_said_twice(stocked_shop.stack.addresses.kafka) as said_again:
        errands = await crowd.buy(wishes(100))
        await assert_all_is_well(stocked_shop, crowd, errands)
        await until_said_twice(stocked_shop, errands, said_again)


async def test_every_event_comes_twice_while_redis_is_away(stocked_shop: Shop, crowd: Crowd, wishes: Wishes) -> None:
    valkey = stocked_shop.stack.member("valkey")
    await valkey.hold(kill=True)
    try:
        async with everything_said_twice(stocked_shop.stack.addresses.kafka) as said_again:
            errands = await crowd.buy(wishes(60))
            await assert_all_is_well(stocked_shop, crowd, errands)
            await until_said_twice(stocked_shop, errands, said_again)
    finally:
        await valkey.release()


async def until_said_twice(shop: Shop, errands: list[Errand], said_again: set[str]) -> None:
    """Returns when each event of these orders is seen to stand in Kafka twice."""

    async def all_stand_twice() -> bool:
        records = [record for errand in errands for record in shop.wire.said_of(errand.order_id)]
        times = Counter(dict(record.headers)["ce_id"].decode() for record in records)
        return times.keys() <= said_again and min(times.values()) >= 2

    await eventually(all_stand_twice)
