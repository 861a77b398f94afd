"""The servers that everything stands on: they answer, and they come back with their data."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import redis.asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from choreo.embedded.servers import Servers, servers
from shared.ids import new_id


@pytest.fixture(scope="module")
async def mortals(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Servers]:
    """Servers of our own, since these tests kill them."""
    async with servers(tmp_path_factory.mktemp("mortals")) as started:
        yield started


async def test_postgres_keeps_what_was_committed_across_a_kill(mortals: Servers) -> None:
    connection = await asyncpg.connect(mortals.postgres)
    await connection.execute("CREATE TABLE survivor (name text)")
    await connection.execute("INSERT INTO survivor VALUES ('committed')")
    await mortals.postgres_server.kill()
    await mortals.postgres_server.start()
    connection.terminate()
    again = await asyncpg.connect(mortals.postgres)
    try:
        assert await again.fetchval("SELECT name FROM survivor") == "committed"
        await again.execute("DROP TABLE survivor")
    finally:
        await again.close()


async def test_postgres_is_durable_and_asks_for_the_password(mortals: Servers) -> None:
    connection = await asyncpg.connect(mortals.postgres)
    try:
        assert await connection.fetchval("SHOW fsync") == "on"
        assert await connection.fetchval("SHOW synchronous_commit") == "on"
        assert await connection.fetchval("SHOW max_connections") == "300"
    finally:
        await connection.close()
    refused = None
    try:
        await asyncpg.connect(mortals.postgres.replace(":choreo@", ":wrong@"))
    except asyncpg.InvalidPasswordError as error:
        refused = error
    assert refused is not None


async def test_kafka_keeps_what_was_acknowledged_across_a_kill(mortals: Servers) -> None:
    topic = f"survivor.{new_id()}"
    await _make_topic(mortals.kafka, topic)
    async with AIOKafkaProducer(bootstrap_servers=mortals.kafka, acks="all") as producer:
        await producer.send_and_wait(topic, b"acknowledged")
    await mortals.kafka_server.kill()
    await mortals.kafka_server.start()
    consumer = AIOKafkaConsumer(bootstrap_servers=mortals.kafka, auto_offset_reset="earliest")
    async with consumer:
        consumer.assign([TopicPartition(topic, 0)])
        record = await consumer.getone()
    assert record.value == b"acknowledged"


async def test_redis_answers_again_after_a_kill(mortals: Servers) -> None:
    async with redis.asyncio.from_url(mortals.redis) as client:
        await client.set("survivor", "there")
    await mortals.redis_server.kill()
    await mortals.redis_server.start()
    async with redis.asyncio.from_url(mortals.redis) as client:
        assert await client.get("survivor") == b"there"


async def _make_topic(kafka: str, name: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()
