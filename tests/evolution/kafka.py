"""What Kafka has: the records of a topic, the members of a group."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import ConsumerRecord

from tests.patience import eventually


async def records_of(kafka: str, topic: str) -> list[ConsumerRecord]:
    """All records of a topic so far."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest")
    async with consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        heard: list[ConsumerRecord] = []
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                heard += records
        return heard


async def until_group_has(kafka: str, group: str, members: int) -> None:
    """So many members have joined the group, and share the partitions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()

    async def is_stable() -> bool:
        [answer] = await admin.describe_consumer_groups([group])
        [(_, _, state, _, _, those_there, *_)] = answer.groups
        return state == "Stable" and len(those_there) == members

    try:
        await eventually(is_stable, seconds=30, every=0.2)
    finally:
        await admin.close()


@asynccontextmanager
async def new_topics_deleted(kafka: str) -> AsyncIterator[None]:
    """Topics that are made within it are gone afterwards, with what groups had acknowledged of them."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        before = set(await admin.list_topics())
        yield
        await admin.delete_topics(list(set(await admin.list_topics()) - before))
    finally:
        await admin.close()
