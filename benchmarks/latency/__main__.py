"""From `POST /orders` to the order's end at 20 orders/s, with and without three kills, beside the twins.

    .venv/bin/python -m benchmarks.latency [--orders 600] [--rounds 3] [--rate 20] [--only choreo,…]

A call to the payment provider takes 15 ms (an order needs two), one to the carrier 30 ms. Then ours alone with three
services killed (-9) in the middle, and started again after a second. Writes its section of docs/PERFORMANCE.md."""

import argparse
import sys
from collections import defaultdict

import uvloop

from benchmarks.latency.journey import Journeys, measure_journeys
from benchmarks.latency.result import told
from benchmarks.report.document import write_section
from benchmarks.twins.variants import VARIANTS

_RIVALS = ("choreo", "faststream", "dbos", "by_hand")
KILLED = ("payment_service", "inventory_service", "order_service")


async def measure_all(names: list[str], orders: int, rounds: int, rate: float) -> dict[str, list[Journeys]]:
    """The variants take turns; `killed` is ours with the kills."""
    runs: dict[str, list[Journeys]] = defaultdict(list)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            runs[name].append(await measure_journeys(VARIANTS[name](), orders, rate))
            print(name, runs[name][-1].told(), file=sys.stderr, flush=True)
        runs["killed"].append(await measure_journeys(VARIANTS["choreo"](), orders, rate, KILLED))
        print("killed", runs["killed"][-1].told(), file=sys.stderr, flush=True)
    return runs


def main() -> None:
    """Measures and writes."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--orders", type=int, default=600)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--rate", type=float, default=20)
    options.add_argument("--only", default=",".join(_RIVALS))
    asked = options.parse_args()
    text = told(uvloop.run(measure_all(asked.only.split(","), asked.orders, asked.rounds, asked.rate)), asked.rate)
    if asked.only == ",".join(_RIVALS):
        write_section("latency", text)
    print(text)


if __name__ == "__main__":
    main()
