"""What stands in the stores, and what was written to get there."""

from dataclasses import dataclass, fields

import asyncpg
from redis.asyncio import Redis

from benchmarks.saga.running import Running
from benchmarks.throughput.kafka_logs import look_into_kafka
from choreo.stack.members import SERVICES

SETTLED = 10.5
"""Seconds. PostgreSQL tells what an idle connection has done up to 10 s later (PGSTAT_IDLE_INTERVAL)."""

_ROWS = """select coalesce(sum(n_tup_ins), 0), coalesce(sum(n_tup_upd), 0), coalesce(sum(n_tup_del), 0)
           from pg_stat_user_tables"""
_OWN = "select xact_commit, pg_database_size(datname) from pg_stat_database where datname = current_database()"
_WAL = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
_FSYNCS = "select sum(fsyncs) from pg_stat_io where object = 'wal'"


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
    kafka_bytes: float
    redis_bytes: float

    def since(self, before: "Stored", orders: int) -> "Stored":
        """For one of so many orders."""
        names = [field.name for field in fields(self)]
        return Stored(*((getattr(self, name) - getattr(before, name)) / orders for name in names))


@dataclass(frozen=True)
class Database:
    """Of one service, since the servers began. `written` are rows inserted, updated and deleted."""

    inserted: float
    updated: float
    deleted: float
    commits: float
    bytes: float

    @property
    def written(self) -> float:
        return self.inserted + self.updated + self.deleted


async def look(run: Running) -> tuple[Stored, dict[str, Database]]:
    """As it is now; true when nothing was done for `SETTLED`. Databases by service."""
    databases = {name: await _look_into(run.place.database(name)) for name in SERVICES}
    admin = await asyncpg.connect(run.place.postgres)
    wal, fsyncs = [float(await admin.fetchval(sql)) for sql in (_WAL, _FSYNCS)]
    await admin.close()
    messages, kafka_bytes = await look_into_kafka(run.place.kafka)
    async with Redis.from_url(run.place.redis) as redis:
        memory = float((await redis.info("memory"))["used_memory"])
    all_of = databases.values()
    stored = Stored(
        inserted=sum(one.inserted for one in all_of),
        updated=sum(one.updated for one in all_of),
        deleted=sum(one.deleted for one in all_of),
        commits=sum(one.commits for one in all_of),
        fsyncs=fsyncs,
        wal_bytes=wal,
        database_bytes=sum(one.bytes for one in all_of),
        messages=messages,
        kafka_bytes=kafka_bytes,
        redis_bytes=memory,
    )
    return stored, databases


async def _look_into(address: str) -> Database:
    database = await asyncpg.connect(address)
    rows, own = await database.fetchrow(_ROWS), await database.fetchrow(_OWN)
    await database.close()
    return Database(*(float(value) for value in (*rows, *own)))
