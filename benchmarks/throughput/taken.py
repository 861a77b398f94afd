"""One pass, and all that was looked at before and after it."""

import asyncio
from dataclasses import dataclass

from benchmarks.saga.customers import Customers
from benchmarks.saga.passes import WARM_UP, Pass, Way, enter, hold, measure
from benchmarks.saga.running import Running, running
from benchmarks.saga.workload import orders
from benchmarks.throughput.counted import CountedEndings
from benchmarks.throughput.paced import Paced
from benchmarks.throughput.stores import SETTLED, Database, Stored, look
from benchmarks.throughput.waits import Waits, measure_waits
from benchmarks.twins.choreo.variant import Choreo
from shared import clock

_IDLE = 5.0


@dataclass(frozen=True)
class Entry:
    """How orders enter: by HTTP so many in flight or, with a `rate`, so many a second; or on Kafka all at once."""

    way: Way
    in_flight: int = 0
    rate: float = 0.0


@dataclass(frozen=True)
class Taken:
    """`stored` and `databases` (by service) are of one order; `idle_cpu` is seconds of CPU a second by process, and
    `idle_commits` commits a second by service, while nobody orders."""

    one: Pass
    stored: Stored
    databases: dict[str, Database]
    idle_cpu: dict[str, float]
    idle_commits: dict[str, float]
    waits: Waits


async def take(entry: Entry, count: int) -> Taken:
    """On servers of its own, after a warm-up. Not of an order, and taken off: what services commit while they wait for
    work, and what looks for endings. Raises RuntimeError when something did not end as it must."""
    async with running(Choreo()) as run:
        customers = Paced(run.place, entry.rate) if entry.rate else Customers(run.place)
        endings = CountedEndings(run.place, run.variant)
        wanted = orders(WARM_UP + count)
        await enter(customers, wanted[:WARM_UP], "http", 8)
        await endings.until_all(customers, 120)
        await hold(run, customers)
        await asyncio.sleep(SETTLED)
        idle_cpu, idle_commits = await _idle(run)
        stored, databases = await look(run)
        endings.looks = 0
        one = await measure(run, customers, endings, wanted[WARM_UP:], entry.way, entry.in_flight)
        ended = clock.elapsed()
        await hold(run, customers)
        await asyncio.sleep(SETTLED)
        after, after_databases = await look(run)
        idle_for = clock.elapsed() - ended
        not_ours = {name: commits * idle_for for name, commits in idle_commits.items()}
        not_ours[run.variant.orders_database] += endings.looks
        shares = {name: _since(now, databases[name], not_ours[name], count) for name, now in after_databases.items()}
        of_one = after.since(stored, count)
        of_one = Stored(**{**vars(of_one), "commits": sum(share.commits for share in shares.values())})
        return Taken(one, of_one, shares, idle_cpu, idle_commits, await measure_waits(run.place))


async def _idle(run: Running) -> tuple[dict[str, float], dict[str, float]]:
    begun, cpu, (_, databases) = clock.elapsed(), run.cpu(), await look(run)
    await asyncio.sleep(_IDLE)
    (_, after), cpu_after = await look(run), run.cpu()
    seconds = clock.elapsed() - begun
    return (
        {name: (cpu_after[name] - cpu[name]) / seconds for name in cpu},
        {name: (after[name].commits - databases[name].commits) / seconds for name in after},
    )


def _since(now: Database, before: Database, not_ours: float, orders: int) -> Database:
    return Database(
        inserted=(now.inserted - before.inserted) / orders,
        updated=(now.updated - before.updated) / orders,
        deleted=(now.deleted - before.deleted) / orders,
        commits=(now.commits - before.commits - not_ours) / orders,
        bytes=(now.bytes - before.bytes) / orders,
    )
