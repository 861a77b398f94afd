"""How far everybody has read, the observer itself included."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from observer_service.listening import GROUP, is_heard
from observer_service.sight import Sight
from shared import clock
from shared.messaging.patience import until_kafka_answers
from shared.settings import settings

PERIOD = 0.5
"""Seconds between two looks at the observer's own place."""
_OTHERS = 2
"""Looks between two looks at all others' places."""

Offsets = Mapping[TopicPartition, int]

log = logging.getLogger(__name__)


async def watch_places(sight: Sight) -> None:
    """Keeps `behind` and `horizon` true, for ever. While Kafka is away they stay as they were."""
    while True:
        await until_kafka_answers()
        try:
            async with AsyncExitStack() as closing:
                admin = AIOKafkaAdminClient(bootstrap_servers=settings().kafka)
                consumer = AIOKafkaConsumer(bootstrap_servers=settings().kafka, enable_auto_commit=False)
                closing.push_async_callback(admin.close)
                await admin.start()
                closing.push_async_callback(consumer.stop)
                await consumer.start()
                await Places(admin, consumer, sight).watch()
        except (KafkaError, OSError) as trouble:
            log.warning("nobody's place in Kafka can be read: %r", trouble)
            await asyncio.sleep(PERIOD)


class Places:
    """Reads in no consumer group."""

    def __init__(self, admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, sight: Sight) -> None:
        self._admin, self._consumer, self._sight = admin, consumer, sight
        self._until: tuple[datetime, Offsets] | None = None
        """A time, and where the topics ended then."""

    async def watch(self) -> None:
        """Looks again and again. Raises KafkaError when Kafka does not answer."""
        looks = 0
        while True:
            now = clock.now()
            ends = await self._ends()
            await self._look_at_ourselves(now, ends)
            if looks % _OTHERS == 0:
                for service, hears in self._sight.cards.hears.items():
                    if own := {at: end for at, end in ends.items() if at.topic in hears}:
                        self._sight.behind[service] = _behind(await self._read_by(service, own), own)
            looks += 1
            await asyncio.sleep(PERIOD)

    async def _look_at_ourselves(self, now: datetime, ends: Offsets) -> None:
        heard = {at: end for at, end in ends.items() if is_heard(at.topic)}
        read = await self._read_by(GROUP, heard)
        self._sight.behind[GROUP] = _behind(read, heard)
        then, goal = self._until or (now, heard)
        if _behind(read, heard) == 0:
            self._sight.horizon, self._until = now, None
        elif all(read.get(at, end) >= end for at, end in goal.items()):
            self._sight.horizon, self._until = then, (now, heard)
        else:
            self._until = then, goal

    async def _read_by(self, group: str, ends: Offsets) -> Offsets:
        """Where it goes on reading: where it has acknowledged nothing, or what Kafka has deleted since, at the
        beginning."""
        told = await self._admin.list_consumer_group_offsets(group)
        read = {at: place.offset for at, place in told.items()}
        unread = [at for at, end in ends.items() if read.get(at, -1) < end and end]
        begins = await self._consumer.beginning_offsets(unread) if unread else {}
        return {at: max(read.get(at, 0), begins.get(at, 0)) for at in {*read, *begins}}

    async def _ends(self) -> Offsets:
        cluster = await self._consumer._client.fetch_all_metadata()
        partitions = [
            TopicPartition(topic, number)
            for topic in cluster.topics(exclude_internal_topics=True)
            for number in cluster.partitions_for_topic(topic) or ()
        ]
        # Named to the client at once: else it learns of one topic after the other, a tenth of a second each.
        if set(partitions) != self._consumer.assignment():
            self._consumer.assign(partitions)
            self._consumer.pause(*partitions)
        offsets: Offsets = await self._consumer.end_offsets(partitions) if partitions else {}
        return offsets


def _behind(read: Offsets, ends: Offsets) -> int:
    """Records between."""
    return sum(max(0, end - read.get(at, end)) for at, end in ends.items())
