"""What stands in the stores, and what was written to get there."""

from dataclasses import dataclass, fields

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from redis.asyncio import Redis

from benchmarks.saga.running import Running
from choreo.stack.members import SERVICES

_ROWS = """select coalesce(sum(n_tup_ins), 0), coalesce(sum(n_tup_upd), 0), coalesce(sum(n_tup_del), 0)
           from pg_stat_user_tables"""
_COMMITS = "select sum(xact_commit) from pg_stat_database"
_WAL = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
_FSYNCS = "select sum(fsyncs) from pg_stat_io where object = 'wal'"
_SIZE = "select sum(pg_database_size(datname)) from pg_database"


@dataclass(frozen=True)
class Stored:
    """Sums since the servers began; after `since`, for one order."""

    inserted: float
    updated: float
    deleted: float
    commits: float
    fsyncs: float
    wal_bytes: float
    database_bytes: float
    messages: float
    redis_bytes: float

    def since(self, before: "Stored", orders: int) -> "Stored":
        """For one of so many orders."""
        names = [field.name for field in fields(self)]
        return Stored(*((getattr(self, name) - getattr(before, name)) / orders for name in names))


async def look(run: Running) -> Stored:
    """As it is now."""
    inserted = updated = deleted = 0.0
    for name in SERVICES:
        database = await asyncpg.connect(run.place.database(name))
        await database.execute("select pg_stat_force_next_flush()")
        row = await database.fetchrow(_ROWS)
        inserted, updated, deleted = inserted + float(row[0]), updated + float(row[1]), deleted + float(row[2])
        await database.close()
    admin = await asyncpg.connect(run.place.postgres)
    commits, wal, fsyncs, size = [float(await admin.fetchval(sql)) for sql in (_COMMITS, _WAL, _FSYNCS, _SIZE)]
    await admin.close()
    async with Redis.from_url(run.place.redis) as redis:
        memory = float((await redis.info("memory"))["used_memory"])
    return Stored(inserted, updated, deleted, commits, fsyncs, wal, size, await _messages(run.place.kafka), memory)


async def _messages(kafka: str) -> float:
    async with AIOKafkaConsumer(bootstrap_servers=kafka) as consumer:
        topics = [topic for topic in await consumer.topics() if not topic.startswith("_")]
        places = [TopicPartition(topic, at) for topic in topics for at in consumer.partitions_for_topic(topic) or ()]
        return float(sum((await consumer.end_offsets(places)).values()))
