"""What one order costs: CPU by process, messages, bytes, rows, fsyncs.

    .venv/bin/python -m benchmarks.throughput [--orders 4000] [--rounds 3]

Orders enter by HTTP, 32 and 128 requests in flight, and as events on Kafka. Writes its section of
docs/PERFORMANCE.md."""

import argparse
import asyncio
import sys
from collections import defaultdict

from benchmarks.report.document import write_section
from benchmarks.saga.customers import Customers
from benchmarks.saga.endings import Endings
from benchmarks.saga.passes import WARM_UP, Pass, Way, hold, measure
from benchmarks.saga.running import running
from benchmarks.saga.workload import orders
from benchmarks.throughput.result import told
from benchmarks.throughput.stores import Stored, look
from benchmarks.twins.choreo.variant import Choreo

WAYS: dict[str, tuple[Way, int]] = {
    "by HTTP, 32 in flight": ("http", 32),
    "by HTTP, 128 in flight": ("http", 128),
    "on Kafka": ("kafka", 0),
}
Runs = dict[str, list[tuple[Pass, Stored]]]


async def measure_all(count: int, rounds: int) -> Runs:
    """Each way in each round on servers of its own."""
    runs: Runs = defaultdict(list)
    for _ in range(rounds):
        for name, (way, in_flight) in WAYS.items():
            async with running(Choreo()) as run:
                customers, endings = Customers(run.place), Endings(run.place, run.variant)
                wanted = orders(WARM_UP + count)
                await customers.post(wanted[:WARM_UP], 8)
                await endings.until_all(customers, 120)
                await hold(run, customers)
                before = await look(run)
                one = await measure(run, customers, endings, wanted[WARM_UP:], way, in_flight)
                await hold(run, customers)
                runs[name].append((one, (await look(run)).since(before, count)))
            print(name, f"{one.rate:.0f} orders/s", runs[name][-1], file=sys.stderr, flush=True)
    return runs


def main() -> None:
    """Measures and writes."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--orders", type=int, default=4000)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    text = told(asyncio.run(measure_all(asked.orders, asked.rounds)))
    write_section("throughput", text)
    print(text)


if __name__ == "__main__":
    main()
