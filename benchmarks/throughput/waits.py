"""How long a service waits for others to keep what it wrote, when nothing else goes on."""

from dataclasses import dataclass
from statistics import median

import asyncpg
from aiokafka import AIOKafkaProducer

from benchmarks.saga.place import Place
from shared import clock

_TIMES = 100
_LOG = "order_service.dlq"
"""A topic that nobody reads."""


@dataclass(frozen=True)
class Waits:
    """Medians, in seconds: for PostgreSQL to commit (one fsync), and for Kafka to acknowledge."""

    commit: float
    acknowledge: float


async def measure_waits(place: Place) -> Waits:
    """Writes a little, so nothing is to be measured afterwards."""
    database = await asyncpg.connect(place.postgres)
    commits = []
    for _ in range(_TIMES):
        begun = clock.elapsed()
        await database.execute("select pg_logical_emit_message(true, 'benchmark', '')")
        commits.append(clock.elapsed() - begun)
    await database.close()
    answers = []
    async with AIOKafkaProducer(bootstrap_servers=place.kafka, acks="all", enable_idempotence=True) as producer:
        for _ in range(_TIMES):
            begun = clock.elapsed()
            await producer.send_and_wait(_LOG, b"")
            answers.append(clock.elapsed() - begun)
    return Waits(median(commits), median(answers))
