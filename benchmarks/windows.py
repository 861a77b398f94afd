"""What the windows cost: inbox, outbox and Redis, filled far and cleaned as the services clean them.

    .venv/bin/python -m benchmarks.windows [--rows 1000000]

Starts a PostgreSQL and a Valkey of its own. Writes docs/WINDOWS.md."""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from choreo.embedded import valkey
from choreo.exploration.databases import databases_of_its_own
from choreo.processes.ports import free_port
from choreo.processes.register import Register
from shared import clock, ids
from shared.database import open_database, sessions_of
from shared.messaging import inbox, outbox
from shared.messaging.cleaning import Cleaning
from shared.settings import settings

SERVICE = "inventory_service"
DOCUMENT = Path(__file__).parents[1] / "docs" / "WINDOWS.md"
ROUNDS, BATCH = 4, 100
_PATIENCE = 300
"""Seconds; autovacuum looks once a minute."""
NOW = datetime(2026, 1, 31, tzinfo=UTC)
_FILL = """
    insert into inbox (event_id, handled_at)
    select lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || substr(gen_random_uuid()::text, 13), at
    from (
        select cast(:first as timestamptz) + (cast(:span as interval) * n / :rows) as at
        from generate_series(1, :rows) n
    ) handled
"""
"""Ids in the order of time, as UUIDv7 are."""
_OLDEST = """
    explain (analyze, costs off, timing off, summary off, buffers off)
    delete from inbox where event_id = any(array(
        select event_id from inbox where handled_at < '{before}' order by handled_at limit 2000))
"""
"""What shared/messaging/inbox.py sends."""


@dataclass
class Sizes:
    """Bytes of a table and its indexes, as time goes on."""

    heap: list[int] = field(default_factory=list)
    indexes: list[int] = field(default_factory=list)


@dataclass
class Result:
    """Seconds and bytes. `beside` and `alone`: batches a second, with and without the cleaning."""

    chunks: list[float]
    twins: list[int]
    plan: list[str]
    inbox: Sizes
    outbox: Sizes
    alone: float
    beside: float
    redis_key: float


async def measure(rows: int) -> Result:
    """All of it, one after the other."""
    async with databases_of_its_own(), _engine() as engine:
        sizes = Sizes()
        window = timedelta(seconds=settings().inbox_window)
        await _fill(engine, rows, NOW - window, window)
        await _vacuum(engine, "inbox")
        await _note(engine, "inbox", sizes)
        plan = await _plan(engine, NOW - window + window / ROUNDS)
        chunks: list[float] = []
        twins = [0, 0]
        alone = beside = 0.0
        share = window / ROUNDS
        for number in range(1, ROUNDS + 1):
            now = NOW + share * number
            await _fill(engine, rows // ROUNDS, now - share, share)
            with clock.ruled(now):
                if number == 1:
                    alone = await _batches(engine, asyncio.create_task(asyncio.sleep(5)))
                    beside = await _batches(engine, asyncio.create_task(_clean(engine, chunks)))
                    await _forget_batches(engine)
                elif number == 2:
                    both = await asyncio.gather(_clean(engine, chunks), _clean(engine, chunks))
                    twins = list(both)
                else:
                    await _clean(engine, chunks)
            await _vacuum(engine, "inbox")
            await _note(engine, "inbox", sizes)
        churned = await _churn(engine, rows // 10)
    return Result(chunks, twins, plan, sizes, churned, alone, beside, await _redis(rows))


@asynccontextmanager
async def _engine() -> AsyncIterator[AsyncEngine]:
    engine = open_database(SERVICE)
    try:
        yield engine
    finally:
        await engine.dispose()


async def _fill(engine: AsyncEngine, rows: int, first: datetime, span: timedelta) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("set local statement_timeout = 0"))
        await connection.execute(text(_FILL), {"first": first, "span": span, "rows": rows})


async def _vacuum(engine: AsyncEngine, table: str) -> None:
    """As autovacuum would, but now."""
    async with engine.connect() as connection:
        free = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await free.execute(text("set statement_timeout = 0"))
        await free.execute(text(f"vacuum (analyze) {table}"))
        await free.execute(text("reset statement_timeout"))


async def _note(engine: AsyncEngine, table: str, sizes: Sizes) -> None:
    async with engine.connect() as connection:
        heap = await connection.scalar(text(f"select pg_table_size('{table}')"))
        indexes = await connection.scalar(text(f"select pg_indexes_size('{table}')"))
    sizes.heap.append(int(heap or 0))
    sizes.indexes.append(int(indexes or 0))


async def _plan(engine: AsyncEngine, before: datetime) -> list[str]:
    async with engine.connect() as connection:
        lines = (await connection.scalars(text(_OLDEST.format(before=before.isoformat())))).all()
        await connection.rollback()
    return [str(line) for line in lines]


async def _clean(engine: AsyncEngine, chunks: list[float]) -> int:
    """As a replica does when its turn comes; how many chunks it cleaned. It stops when another replica is at it."""
    cleaning, cleaned = Cleaning(sessions_of(engine)), 0
    while True:
        begun = clock.elapsed()
        if (pause := await cleaning.clean()) is None:
            return cleaned
        chunks.append(clock.elapsed() - begun)
        cleaned += 1
        await asyncio.sleep(pause)


async def _batches(engine: AsyncEngine, until: "asyncio.Task[object]") -> float:
    """What handling a batch writes, again and again until the task is done; batches a second."""
    done, begun = 0, clock.elapsed()
    while not until.done():
        await _handle(engine)
        done += 1
    until.result()
    return done / (clock.elapsed() - begun)


async def _forget_batches(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("delete from inbox where handled_at > :now"), {"now": NOW + timedelta(days=60)})


async def _handle(engine: AsyncEngine) -> None:
    async with sessions_of(engine).begin() as session:
        await inbox.enter(session, [ids.new_id() for _ in range(BATCH)])
        rows = await _said(session)
    async with sessions_of(engine).begin() as session:
        await outbox.clear(session, rows)


async def _said(session: AsyncSession) -> list[str]:
    told = dict.fromkeys(("aggregatetype", "type", "ce_source", "ce_time", "ce_subject", "ce_dataschema"), "x" * 30)
    told |= {"aggregateid": "an-order", "ce_specversion": "1.0", "content_type": "application/json"}
    told |= {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "tracestate": "", "baggage": ""}
    rows = [{"id": ids.new_id(), **told, "payload": b"{}" * 100} for _ in range(BATCH)]
    await outbox.write(session, rows)
    return [str(row["id"]) for row in rows]


async def _churn(engine: AsyncEngine, messages: int) -> Sizes:
    """So many go through the outbox, a batch at a time, twice; each time autovacuum is waited for."""
    sizes = Sizes()
    for _ in range(2):
        before = await _vacuumed(engine)
        for _ in range(messages // BATCH):
            async with sessions_of(engine).begin() as session:
                said = await _said(session)
            async with sessions_of(engine).begin() as session:
                await outbox.clear(session, said)
        await _note(engine, "outbox", sizes)
        await _autovacuum(engine, before)
        await _note(engine, "outbox", sizes)
    return sizes


async def _autovacuum(engine: AsyncEngine, before: int) -> None:
    for _ in range(_PATIENCE):
        if await _vacuumed(engine) != before:
            return
        await asyncio.sleep(1)
    raise TimeoutError(f"autovacuum did not come within {_PATIENCE} s")


async def _vacuumed(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        asked = text("select autovacuum_count from pg_stat_user_tables where relname = 'outbox'")
        return int(await connection.scalar(asked) or 0)


async def _redis(rows: int) -> float:
    """Bytes of a key in memory."""
    with TemporaryDirectory(prefix="choreo-windows-") as folder:
        home, port = Path(folder), free_port()
        register = Register(home / "processes.json")
        register.claim()
        server = valkey.make_valkey(home / "valkey", port, register, home / "valkey.log")
        await server.start()
        try:
            async with Redis.from_url(valkey.address(port)) as redis:
                before = (await redis.info("memory"))["used_memory"]
                for _ in range(rows // 1000):
                    async with redis.pipeline(transaction=False) as pipe:
                        for _ in range(1000):
                            pipe.set(f"choreo:{SERVICE}:{ids.new_id()}", b"1", ex=int(settings().dedup_window))
                        await pipe.execute()
                after = (await redis.info("memory"))["used_memory"]
        finally:
            await server.stop()
            register.release()
    return float(after - before) / (rows // 1000 * 1000)


def told(result: Result, rows: int) -> str:
    """The document."""
    first = result.inbox.heap[0] + result.inbox.indexes[0]
    grown = [
        f"{(heap + index) / first:.2f}" for heap, index in zip(result.inbox.heap, result.inbox.indexes, strict=True)
    ]
    churned = [(heap + index) / 2**20 for heap, index in zip(result.outbox.heap, result.outbox.indexes, strict=True)]
    lines = [
        "# What the windows cost",
        "",
        f"Written by `python -m benchmarks.windows --rows {rows}`, on {os.cpu_count()} cores; read the ratios.",
        "",
        f"**Inbox.** {rows:,} rows fill its window. Then {ROUNDS} times: {rows // ROUNDS:,} more come, as many are "
        "too old and are deleted by the services' own cleaning, and PostgreSQL vacuums.",
        "",
        f"- table and indexes, of what they were when full: {', '.join(grown)} "
        f"({first / rows:.0f} bytes a row; more slowly each time);",
        f"- a chunk of 2,000 rows takes {1000 * median(result.chunks):.0f} ms (median of {len(result.chunks)}; "
        f"the slowest {1000 * max(result.chunks):.0f} ms);",
        f"- what a batch of {BATCH} events writes, again and again beside it: {result.beside / result.alone:.2f} "
        "of the speed without it;",
        f"- two replicas that clean at once: {result.twins[0]} and {result.twins[1]} chunks; who does not get the "
        "advisory lock goes away;",
        "- the plan of a chunk:",
        "",
        "```",
        *result.plan,
        "```",
        "",
        f"**Outbox.** {rows // 10:,} messages go through it, {BATCH} at a time, each gone when it is published; then "
        "PostgreSQL's autovacuum comes by itself, once a minute. Table and indexes in MiB, after each, twice: "
        f"{', '.join(f'{each:.1f}' for each in churned)}.",
        "",
        f"**Redis.** An event that is done is a key of {result.redis_key:.0f} bytes in memory for "
        f"{settings().dedup_window / 3600:.0f} hours (`CHOREO_DEDUP_WINDOW`), in each of the services that hear it: a "
        f"million are {result.redis_key * 10**6 / 2**20:.0f} MiB.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measures, and writes the document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    DOCUMENT.write_text(told(asyncio.run(measure(rows)), rows), encoding="utf-8")
    print(f"written: {DOCUMENT.name}")


if __name__ == "__main__":
    main()
