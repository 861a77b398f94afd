"""What a running service tells Prometheus of its work."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition
from redis.asyncio import Redis
from sqlalchemy import text

from choreo.embedded.servers import Servers
from shared import ids
from shared.migrate.topics import PARTITIONS
from shared.running import RunningService
from tests.metrics_page import Page, read_metrics
from tests.patience import eventually
from tests.runtime.conftest import Kitchen
from tests.runtime.kitchen import DISHES, trouble
from tests.surroundings import told
from tests.web.serving import free_port, until_it_answers


class Open:
    """A kitchen whose guests can ask for its figures."""

    def __init__(self, running: RunningService, client: httpx.AsyncClient) -> None:
        self.running, self._client = running, client

    async def page(self) -> Page:
        """`/metrics` as it is now."""
        return await read_metrics(self._client)

    async def until(self, name: str, value: float, **labels: str) -> None:
        """Returns as soon as the sum of these samples is that."""

        async def it_is_shown() -> bool:
            return (await self.page()).sum(name, **labels) == value

        await eventually(it_is_shown)


@asynccontextmanager
async def served(kitchen: Kitchen) -> AsyncIterator[Open]:
    """Within it the kitchen runs as a service does, HTTP and all."""
    port, stop = free_port(), asyncio.Event()
    with told(CHOREO_PORT=str(port)):
        running = RunningService(kitchen.service)
        task = asyncio.create_task(running.serve(stop))
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:
                await until_it_answers(client, task)
                yield Open(running, client)
        finally:
            stop.set()
            await task


@asynccontextmanager
async def busy_database(kitchen: Kitchen) -> AsyncIterator[None]:
    """Within it nothing can be handled, for somebody has locked the inbox."""
    async with kitchen.sessions.begin() as db:
        await db.execute(text("set local idle_in_transaction_session_timeout = 0"))
        await db.execute(text("lock table inbox"))
        yield


async def test_a_repeated_event_is_a_hit_of_redis_and_of_the_inbox_once_redis_was_emptied(
    kitchen_of_today: Kitchen, order_id: str, servers: Servers
) -> None:
    redis = Redis.from_url(servers.redis)
    async with served(kitchen_of_today) as open_kitchen:
        before = await open_kitchen.page()
        hits = {layer: before.sum("choreo_dedup_hits_total", layer=layer) for layer in ("redis", "inbox")}
        await kitchen_of_today.hears(order_id, "soup", event_id=f"{order_id}-event")
        await eventually(lambda: redis.exists(f"choreo:{kitchen_of_today.service.name}:{order_id}-event"))

        await kitchen_of_today.hears(order_id, "soup", event_id=f"{order_id}-event")
        await open_kitchen.until("choreo_dedup_hits_total", hits["redis"] + 1, layer="redis")
        await redis.flushdb()
        await kitchen_of_today.hears(order_id, "soup", event_id=f"{order_id}-event")
        await open_kitchen.until("choreo_dedup_hits_total", hits["inbox"] + 1, layer="inbox")
    await redis.aclose()

    assert await kitchen_of_today.cooked(order_id) == 1


async def test_what_a_handler_measured_counts_once_however_often_it_ran(kitchen_of_today: Kitchen) -> None:
    """Truffles are called for outside, so the handler runs twice; soup boils over twice before it is cooked; stone soup
    is refused by the database each time."""
    soup, truffles, stones = (ids.new_id() for _ in range(3))
    trouble.handler[soup] = 2
    async with served(kitchen_of_today) as open_kitchen:
        before = await open_kitchen.page()
        await kitchen_of_today.hears(stones, "stone soup")
        await kitchen_of_today.hears(soup, "soup")
        await kitchen_of_today.hears(truffles, "truffles")
        await kitchen_of_today.said("dish.cooked", soup, truffles)
        await eventually(lambda: kitchen_of_today.parked("DEAD"))
        after = await open_kitchen.page()

    made = {
        dish: after.sum(DISHES.name, dish=dish) - before.sum(DISHES.name, dish=dish) for dish in ("soup", "truffles")
    }
    assert made == {"soup": 1, "truffles": 1}
    assert after.sum(DISHES.name, dish="stone soup") == before.sum(DISHES.name, dish="stone soup")


async def test_lag_grows_while_the_database_is_away_and_falls_when_it_is_back(
    kitchen_of_today: Kitchen, order_id: str, servers: Servers
) -> None:
    async with served(kitchen_of_today) as open_kitchen:
        await kitchen_of_today.hears(order_id, "soup")
        await eventually(lambda: kitchen_of_today.cooked(order_id))
        await open_kitchen.until("choreo_consumer_lag", 0)
        await servers.postgres_server.kill()
        try:
            for waiting in range(1, 31):
                await kitchen_of_today.hears(ids.new_id(), "soup")
                if waiting % 10 == 0:
                    await open_kitchen.until("choreo_consumer_lag", waiting, topic="dish.ordered")
            page = await open_kitchen.page()
        finally:
            await servers.postgres_server.start()
        await open_kitchen.until("choreo_consumer_lag", 0)
        await open_kitchen.until("choreo_database_up", 1)

    assert page.has("choreo_database_up")
    assert page.sum("choreo_database_up") == 0
    assert not page.has("choreo_outbox_messages")


async def test_lag_of_a_group_that_never_acknowledged_anything_is_all_there_is(
    new_kitchen: Kitchen, order_id: str
) -> None:
    async with busy_database(new_kitchen), served(new_kitchen) as open_kitchen:
        for _ in range(5):
            await new_kitchen.hears(order_id, "soup")
        await open_kitchen.until("choreo_consumer_lag", await records_of("dish.ordered", new_kitchen.kafka))
        page = await open_kitchen.page()

    partitions = {sample.labels["partition"] for sample in page.samples("choreo_consumer_lag")}
    assert partitions == {str(number) for number in range(PARTITIONS)}


async def records_of(topic: str, kafka: str) -> int:
    """How many it holds."""
    partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    async with AIOKafkaConsumer(bootstrap_servers=kafka) as consumer:
        begins, ends = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
    return sum(ends[one] - begins[one] for one in partitions)
