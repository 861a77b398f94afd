"""What one order costs: CPU by process, messages, bytes, rows, fsyncs.

    .venv/bin/python -m benchmarks.throughput [--orders 4000] [--rounds 3]

Orders enter by HTTP, at 50 a second and with 32 and 128 requests in flight, and as events on Kafka. Writes its section
of docs/PERFORMANCE.md, and docs/costs.json, from which `python -m benchmarks.scaling` makes docs/SCALING.md."""

import argparse
import asyncio
import sys
from collections import defaultdict

from benchmarks.report.document import write_section
from benchmarks.throughput.costs import costs_of, write_costs
from benchmarks.throughput.result import told
from benchmarks.throughput.taken import Entry, Taken, take
from benchmarks.throughput.ways import WAYS

_PACED_SECONDS = 20
"""Orders at a rate take their time: no more than so long."""


async def measure_all(count: int, rounds: int) -> dict[str, list[Taken]]:
    """Each way in each round on servers of its own."""
    runs: dict[str, list[Taken]] = defaultdict(list)
    for _ in range(rounds):
        for name, entry in WAYS.items():
            taken = await take(entry, _number(entry, count))
            runs[name].append(taken)
            print(name, f"{taken.one.rate:.0f} orders/s", taken, file=sys.stderr, flush=True)
    return runs


def _number(entry: Entry, count: int) -> int:
    return min(count, int(entry.rate * _PACED_SECONDS)) if entry.rate else count


def main() -> None:
    """Measures and writes."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--orders", type=int, default=4000)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    runs = asyncio.run(measure_all(asked.orders, asked.rounds))
    text = told(runs)
    write_section("throughput", text)
    write_costs(costs_of(runs, asked.orders))
    print(text)


if __name__ == "__main__":
    main()
