"""Somebody who says everything again: each event a second time, with its headers, id and all."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from choreo.processes.together import together
from tests.e2e.wire import TOPICS


@asynccontextmanager
async def everything_said_twice(kafka: str) -> AsyncIterator[set[str]]:
    """Within it, from now on. Yields the ids of the events that were said again."""
    said_again: set[str] = set()
    consumer = AIOKafkaConsumer(*TOPICS, bootstrap_servers=kafka, auto_offset_reset="latest")
    async with AIOKafkaProducer(bootstrap_servers=kafka) as producer, consumer:
        await together(*(consumer.position(partition) for partition in consumer.assignment()))
        repeating = asyncio.create_task(_say_again(consumer, producer, said_again))
        try:
            yield said_again
        finally:
            repeating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await repeating


async def _say_again(consumer: AIOKafkaConsumer, producer: AIOKafkaProducer, said_again: set[str]) -> None:
    async for record in consumer:
        event_id = dict(record.headers).get("ce_id", b"").decode()
        if event_id and event_id not in said_again:
            said_again.add(event_id)
            await producer.send(
                record.topic, record.value, record.key, partition=record.partition, headers=list(record.headers)
            )
