"""One pass over a variant: so many orders, as fast as they go; and what it cost."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import psutil

from benchmarks.saga.checking import check
from benchmarks.saga.customers import Customers
from benchmarks.saga.endings import Endings
from benchmarks.saga.running import Running, running
from benchmarks.saga.variant import Variant
from benchmarks.saga.workload import Wanted, orders
from shared import clock

Way = Literal["http", "kafka"]
SERVERS = ("postgres", "kafka", "valkey")
WARM_UP = 150
_PATIENCE = 300.0
_TO_SETTLE = 20.0


@dataclass(frozen=True)
class Pass:
    """`cpu` is in seconds, by process; `others` is the share of the machine's CPU time that was not ours."""

    orders: int
    seconds: float
    cpu: dict[str, float]
    others: float

    @property
    def rate(self) -> float:
        """Orders a second."""
        return self.orders / self.seconds

    @property
    def app_cpu(self) -> float:
        """Milliseconds for an order, of the variant's own processes."""
        own = sum(used for name, used in self.cpu.items() if name not in (*SERVERS, "spans", "customers"))
        return 1000 * own / self.orders

    @property
    def server_cpu(self) -> float:
        """Milliseconds for an order, of PostgreSQL, Kafka and Valkey."""
        return 1000 * sum(self.cpu[name] for name in SERVERS) / self.orders


async def make_pass(variant: Variant, way: Way, count: int, in_flight: int) -> Pass:
    """On servers of its own, after a warm-up. Raises RuntimeError when an order, money, stock or the coupon is not as
    it must be at the end."""
    async with running(variant) as run:
        customers, endings = Customers(run.place), Endings(run.place, variant)
        all_orders = orders(WARM_UP + count)
        await enter(customers, all_orders[:WARM_UP], way, in_flight)
        await endings.until_all(customers, _PATIENCE)
        measured = await measure(run, customers, endings, all_orders[WARM_UP:], way, in_flight)
        await hold(run, customers)
        return measured


async def enter(customers: Customers, some: Sequence[Wanted], way: Way, in_flight: int) -> None:
    """Places the orders."""
    await (customers.post(some, in_flight) if way == "http" else customers.say(some))


async def measure(
    run: Running, customers: Customers, endings: Endings, some: Sequence[Wanted], way: Way, in_flight: int
) -> Pass:
    """From the first order's entry to the last one's end."""
    before, machine, begun = _cpu(run), psutil.cpu_times(), clock.elapsed()
    await enter(customers, some, way, in_flight)
    ended = await endings.until_all(customers, _PATIENCE)
    after, used = _cpu(run), _busy(psutil.cpu_times()) - _busy(machine)
    cpu = {name: after[name] - before[name] for name in after}
    cores = psutil.cpu_count() or 1
    seconds = ended - begun
    return Pass(len(some), seconds, cpu, max(0.0, used - sum(cpu.values())) / (cores * seconds))


async def hold(run: Running, customers: Customers) -> None:
    """Holds the books against what was ordered, once what follows an order's end has settled."""
    give_up = clock.elapsed() + _TO_SETTLE
    while wrong := check(await run.variant.books(run.place), customers.placed):
        if clock.elapsed() > give_up:
            raise RuntimeError(f"{run.variant.name}: {len(wrong)} things are wrong, such as: {'; '.join(wrong[:5])}")
        await asyncio.sleep(0.2)


def _cpu(run: Running) -> dict[str, float]:
    own = psutil.Process().cpu_times()
    return run.cpu() | {"customers": own.user + own.system}


def _busy(times: object) -> float:
    told = times._asdict()  # type: ignore[attr-defined]
    return float(
        sum(seconds for name, seconds in told.items() if name not in ("idle", "iowait", "guest", "guest_nice"))
    )
