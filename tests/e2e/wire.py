"""Kafka, as a passer-by with kcat has it: types records by hand, and hears all that is said."""

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import ConsumerRecord, RecordMetadata

from choreo.exploration.promises import A_GOOD_ORDER_SHOWS
from choreo.stack.members import SERVICES
from shared.messaging.dead_letters import dlq_of
from shared.migrate.services import load_service
from tests.patience import eventually

_HEARD = {service: load_service(service).subscriptions.topics for service in SERVICES}
HEARERS = {
    topic: [service for service, topics in _HEARD.items() if topic in topics]
    for topic in sorted(set().union(*_HEARD.values()))
}
"""The services that hear each topic; one that nobody hears is not in it."""

TOPICS = sorted({event.topic for service in SERVICES for event in load_service(service).events})
"""All events that are said or heard."""
GOOD_ENDING = A_GOOD_ORDER_SHOWS
"""What a COMPLETED order shows (PROTOCOL.md section 6)."""


def id_of(record: RecordMetadata | ConsumerRecord) -> str:
    """The id of an event that brings none: where it stands."""
    return f"{record.topic}/{record.partition}/{record.offset}/{record.timestamp}"


class Wire:
    """Hears everything from the first record on."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self.producer = producer
        self.records: list[ConsumerRecord] = []
        self._by_key: dict[bytes, list[ConsumerRecord]] = defaultdict(list)

    async def type(self, topic: str, body: Any, key: str) -> RecordMetadata:
        """A record without headers; a body that is no bytes is sent as JSON. Returns where it stands."""
        value = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.producer.send_and_wait(topic, value, key=key.encode())

    def said_of(self, key: str, topic: str | None = None) -> list[ConsumerRecord]:
        """What was said so far of an order or a SKU, of one topic or of all."""
        return [record for record in self._by_key[key.encode()] if topic in (None, record.topic)]

    async def until_said(self, key: str, *topics: str) -> list[ConsumerRecord]:
        """All that was said of an order, as soon as each of these topics is among it."""

        async def all_are_there() -> bool:
            return {record.topic for record in self.said_of(key)} >= set(topics)

        await eventually(all_are_there)
        return self.said_of(key)

    async def listen(self, consumer: AIOKafkaConsumer) -> None:
        """Until cancelled."""
        async for record in consumer:
            self.records.append(record)
            self._by_key[record.key or b""].append(record)


@asynccontextmanager
async def open_wire(kafka: str) -> AsyncIterator[Wire]:
    """Within it Kafka is listened to."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    consumer = AIOKafkaConsumer(*TOPICS, *map(dlq_of, SERVICES), bootstrap_servers=kafka, auto_offset_reset="earliest")
    async with producer, consumer:
        wire = Wire(producer)
        listening = asyncio.create_task(wire.listen(consumer))
        try:
            yield wire
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
