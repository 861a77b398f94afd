"""What Kafka holds: who hears which topics, how far each has read, and the records themselves."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.protocol import ConsumerProtocolMemberMetadata

from choreo.stack.members import SERVICES
from shared.messaging.any_records import read_any_records


class Log:
    """Reads on its own, in no consumer group."""

    def __init__(self, admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer) -> None:
        self._admin = admin
        self._consumer = consumer

    async def heard_by(self) -> dict[str, set[str]]:
        """The topics that each service hears now; none when no process of it is there, or they are being shared out."""
        heard: dict[str, set[str]] = {service: set() for service in SERVICES}
        for service, topics in heard.items():
            # One by one: aiokafka 0.14 reads an answer about several with the schema of an older version, and breaks.
            [answer] = await self._admin.describe_consumer_groups([service])
            [(_, _, _, _, _, members, *_)] = answer.groups
            for _, _, _, metadata, *_ in members:
                if metadata:  # There is none while the group is being rebalanced.
                    topics |= set(ConsumerProtocolMemberMetadata.decode(metadata).subscription)
        return heard

    async def topics(self) -> list[str]:
        """All on which events are said: not Kafka's own, and not the copies of dead letters."""
        return [topic for topic in await self._admin.list_topics() if topic[:2] != "__" and not topic.endswith(".dlq")]

    async def ends(self, topics: Iterable[str]) -> dict[TopicPartition, int]:
        """Where the next record of each partition will stand."""
        partitions = await self._partitions(topics)
        # Named to the client at once: else it learns of one topic after the other, a tenth of a second each.
        self._consumer.assign(partitions)
        self._consumer.pause(*partitions)
        offsets: dict[TopicPartition, int] = await self._consumer.end_offsets(partitions)
        return offsets

    async def unread_by(self, service: str, ends: dict[TopicPartition, int]) -> int:
        """Records before these ends that the service has not acknowledged."""
        read = await self._admin.list_consumer_group_offsets(service)
        unread = {partition: end for partition, end in ends.items() if end and partition not in read}
        begins = await self._consumer.beginning_offsets(list(unread)) if unread else {}
        return sum(
            max(0, end - (read[partition].offset if partition in read else begins.get(partition, end)))
            for partition, end in ends.items()
        )

    async def records(self, ends: dict[TopicPartition, int]) -> AsyncIterator[Any]:
        """Every record before these ends, in the order of each partition."""
        begins = await self._consumer.beginning_offsets(list(ends))
        left = {partition for partition, end in ends.items() if begins[partition] < end}
        self._consumer.assign(list(left))
        for partition in left:
            self._consumer.seek(partition, begins[partition])
        while left:
            for partition, records in (await self._consumer.getmany(*left, timeout_ms=1000)).items():
                for record in records:
                    if record.offset < ends[partition]:
                        yield record
            # Asked of the consumer: a compacted or deleted record never comes.
            left = {one for one in left if await self._consumer.position(one) < ends[one]}

    async def _partitions(self, topics: Iterable[str]) -> list[TopicPartition]:
        counted = await self._admin.describe_topics(sorted(topics))
        return [
            TopicPartition(topic["topic"], partition["partition"])
            for topic in counted
            for partition in topic["partitions"]
        ]


@asynccontextmanager
async def open_log(kafka: str) -> AsyncIterator[Log]:
    """Within it Kafka can be asked. Raises KafkaConnectionError when it does not answer."""
    read_any_records()
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False, auto_offset_reset="earliest")
    async with AsyncExitStack() as closing:
        closing.push_async_callback(admin.close)
        await admin.start()
        closing.push_async_callback(consumer.stop)
        await consumer.start()
        yield Log(admin, consumer)


def hearers(heard: dict[str, set[str]]) -> dict[str, list[str]]:
    """Services by topic."""
    found = defaultdict(list)
    for service, topics in heard.items():
        for topic in topics:
            found[topic].append(service)
    return found
