"""Orders at an even rate, and how long each took."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.report.spread import quantile
from benchmarks.saga.customers import Customers
from benchmarks.saga.endings import Endings
from benchmarks.saga.passes import WARM_UP, hold
from benchmarks.saga.running import Running, running
from benchmarks.saga.variant import Variant
from benchmarks.saga.workload import orders

OUTSIDE = (0.015, 0.015, 0.03)
"""Seconds: making a charge, confirming it, booking a parcel."""
_WITHIN = 120.0
_DOWN = 1.0


@dataclass(frozen=True)
class Journeys:
    """Seconds from sending a request to the end, of the orders that were COMPLETED: they took all three calls."""

    times: Sequence[float]

    def at(self, share: float) -> float:
        """Milliseconds within which so large a share ended; 1 is the worst."""
        return 1000 * quantile(self.times, share)

    def told(self) -> str:
        """In short."""
        return f"p50 {self.at(0.5):.0f} p95 {self.at(0.95):.0f} p99 {self.at(0.99):.0f} max {self.at(1):.0f} ms"


async def measure_journeys(variant: Variant, count: int, rate: float, killed: Sequence[str] = ()) -> Journeys:
    """`killed` are killed one after the other, evenly over the time. Raises RuntimeError when anything ends wrong."""
    async with running(variant, OUTSIDE) as run:
        customers, endings = Customers(run.place), Endings(run.place, variant)
        wanted = orders(WARM_UP + count)
        await customers.post(wanted[:WARM_UP], 8)
        await endings.until_all(customers, _WITHIN)
        early = set(customers.placed)
        watching = asyncio.create_task(endings.watch(customers))
        killing = asyncio.create_task(_kill(run, killed, count / rate))
        await customers.post_at(wanted[WARM_UP:], rate)
        await killing
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await endings.until_all(customers, _WITHIN)
        await hold(run, customers)
    good = [one for one, order in customers.placed.items() if one not in early and order.status == "COMPLETED"]
    return Journeys([endings.seen[one] - customers.begun[one] for one in good])


async def _kill(run: Running, names: Sequence[str], seconds: float) -> None:
    for name in names:
        await asyncio.sleep(seconds / (len(names) + 1))
        await run.children[name].kill()
        await asyncio.sleep(_DOWN)
        await run.start(name)
