"""A kitchen on real servers, with a worker of its own for each test that asks for one."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import ConsumerRecord, TopicPartition
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from choreo.embedded.servers import Servers
from shared import ids
from shared.database import open_database, sessions_of
from shared.messaging.tables import InboxEntry, OutboxMessage, ParkedEvent
from shared.messaging.worker import Worker
from shared.migrate.databases import make_database
from shared.migrate.schema import upgrade_schema
from shared.migrate.topics import PARTITIONS, make_topics
from shared.service import Service
from tests.patience import eventually
from tests.runtime import kitchen
from tests.surroundings import addresses, told


@pytest.fixture(scope="session")
def environment(servers: Servers) -> Iterator[None]:
    """Services of this process find the servers, and try again soon."""
    quick = {"CHOREO_RETRY_FIRST": "0.02", "CHOREO_OUTBOX_AGE": "1", "CHOREO_SESSION_TIMEOUT": "6"}
    with told(**addresses(servers), **quick):
        yield


@dataclass
class Kitchen:
    """The service, its database, and a hungry customer's line to Kafka."""

    service: Service
    sessions: async_sessionmaker[AsyncSession]
    producer: AIOKafkaProducer
    kafka: str

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[Worker]:
        """Within it a worker of the kitchen runs; several may."""
        stop = asyncio.Event()
        worker = Worker(self.service.name, self.service.subscriptions, self.service.timers, self.sessions)
        running = asyncio.create_task(worker.run(stop))
        try:
            yield worker
        finally:
            stop.set()
            await running

    async def dies_at_work(self, when: Callable[[], Awaitable[bool]]) -> None:
        """A worker of the kitchen runs until then, and is gone in the middle of what it does."""
        worker = Worker(self.service.name, self.service.subscriptions, self.service.timers, self.sessions)
        running = asyncio.create_task(worker.run(asyncio.Event()))
        await eventually(when)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    async def hears(
        self,
        order_id: str,
        dish: str,
        *,
        event_id: str | None = None,
        key: bytes | None = None,
        value: bytes | None = None,
    ) -> ConsumerRecord:
        """A record of `dish.ordered`, as somebody would send it."""
        body = value if value is not None else json.dumps({"order_id": order_id, "dish": dish}).encode()
        headers = [("ce_id", event_id.encode())] if event_id else []
        return await self.producer.send_and_wait("dish.ordered", body, key=key or order_id.encode(), headers=headers)

    async def cooked(self, order_id: str) -> int:
        """How often an order was cooked."""
        async with self.sessions() as db:
            return await db.scalar(select(kitchen.Cooking.times).where(kitchen.Cooking.order_id == order_id)) or 0

    async def parked(self, *states: str) -> list[ParkedEvent]:
        """Parked events in these states, or all."""
        async with self.sessions() as db:
            query = select(ParkedEvent)
            return list(await db.scalars(query.where(ParkedEvent.state.in_(states)) if states else query))

    async def handled(self) -> int:
        """Entries of the inbox."""
        async with self.sessions() as db:
            return await db.scalar(select(func.count()).select_from(InboxEntry)) or 0

    async def outbox_is_empty(self) -> bool:
        """Whether everything that was said is on Kafka."""
        async with self.sessions() as db:
            return not await db.scalar(select(func.count()).select_from(OutboxMessage))

    async def said(self, topic: str, *order_ids: str) -> list[ConsumerRecord]:
        """The records of a topic, from its beginning, as soon as each of these orders is among the keys."""
        consumer = AIOKafkaConsumer(topic, bootstrap_servers=self.kafka, auto_offset_reset="earliest")
        await consumer.start()
        heard: list[ConsumerRecord] = []

        async def all_are_there() -> bool:
            for records in (await consumer.getmany(timeout_ms=100)).values():
                heard.extend(records)
            return {record.key.decode() for record in heard if record.key} >= set(order_ids)

        try:
            await eventually(all_are_there)
        finally:
            await consumer.stop()
        return [record for record in heard if not order_ids or (record.key or b"").decode() in order_ids]


@pytest.fixture
async def new_kitchen(servers: Servers, environment: None) -> AsyncIterator[Kitchen]:
    """A kitchen with an empty database and a consumer group of its own, that has never acknowledged anything: it hears
    all that other tests have said."""
    kitchen.trouble.forget()
    service = Service(
        f"kitchen_{ids.new_id()[-12:]}",
        subscriptions=kitchen.on,
        tables=kitchen.Table.metadata,
        metrics=[kitchen.DISHES],
    )
    await make_database(service.name)
    await upgrade_schema(service)
    await make_topics([service])
    engine = open_database(service.name)
    producer = AIOKafkaProducer(bootstrap_servers=servers.kafka)
    await producer.start()
    yield Kitchen(service, sessions_of(engine), producer, servers.kafka)
    await producer.stop()
    await engine.dispose()


@pytest.fixture
async def kitchen_of_today(new_kitchen: Kitchen) -> Kitchen:
    """The same, hearing only what is sent from now on."""
    await _begin_at_the_end(new_kitchen.kafka, new_kitchen.service.name)
    return new_kitchen


async def _begin_at_the_end(kafka: str, group: str) -> None:
    """What other tests said is none of this group's business."""
    partitions = [TopicPartition("dish.ordered", number) for number in range(PARTITIONS)]
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=group, enable_auto_commit=False)
    await consumer.start()
    consumer.assign(partitions)
    await consumer.commit(await consumer.end_offsets(partitions))
    await consumer.stop()


@pytest.fixture
def order_id() -> str:
    """Of an order that nobody has placed before."""
    return ids.new_id()
