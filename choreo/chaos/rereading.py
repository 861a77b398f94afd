"""A consumer group set back to the beginning of its topics, as by `kafka-consumer-groups.sh --reset-offsets`."""

import asyncio

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupLoadInProgressError, KafkaError

_PATIENCE = 60.0
"""Seconds until a group whose members have ended must be empty, with Kafka perhaps being started again."""


async def from_the_beginning(kafka: str, service: str) -> int:
    """Returns how many events will come once more. The service must have ended: as long as the group has a member Kafka
    refuses it, and in the end TimeoutError is raised."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            try:
                return await _set_back(kafka, service)
            except (KafkaError, OSError):
                await asyncio.sleep(0.2)


async def _set_back(kafka: str, service: str) -> int:
    read = await _offsets_of(kafka, service)
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=service, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(list(read))
        begins: dict[TopicPartition, int] = await consumer.beginning_offsets(list(read))
        await consumer.commit(begins)
    finally:
        await consumer.stop()
    return sum(read[partition] - begin for partition, begin in begins.items())


async def _offsets_of(kafka: str, service: str) -> dict[TopicPartition, int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        found = await admin.list_consumer_group_offsets(service)
    finally:
        await admin.close()
    if not found:  # aiokafka 0.14 does not look whether the coordinator is still loading the group
        raise GroupLoadInProgressError(f"Kafka does not tell yet what {service} has read")
    return {partition: read.offset for partition, read in found.items()}
