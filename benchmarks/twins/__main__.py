"""The same saga by our runtime and by what people would use instead, side by side: orders/s, and CPU for an order.

    make bench-setup
    .venv/bin/python -m benchmarks.twins [--orders 600] [--fast 4000] [--rounds 3] [--only choreo,faststream,…]

In each round every variant starts anew on servers of its own, is warmed up, and takes the orders as fast as they go: by
HTTP with 32 requests in flight, then as `order.created` on Kafka. Each run ends with a check of every order's end, the
money, the stock and the coupon. Writes its section of docs/PERFORMANCE.md."""

import argparse
import asyncio
import sys
from collections import defaultdict

from benchmarks.report.document import write_section
from benchmarks.saga.passes import Pass, Way, make_pass
from benchmarks.twins.result import told
from benchmarks.twins.variants import FAST, VARIANTS

_IN_FLIGHT = 32

Runs = dict[tuple[str, Way], list[Pass]]


async def run_contest(names: list[str], orders: int, fast: int, rounds: int) -> Runs:
    """Variants take turns, so that what else the machine does hits all of them."""
    runs: Runs = defaultdict(list)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            for way in ("http", "kafka"):
                variant = VARIANTS[name]()
                if way == "kafka" and not variant.takes_kafka:
                    continue
                count = fast if name in FAST else orders
                measured = await make_pass(variant, way, count, _IN_FLIGHT)
                runs[name, way].append(measured)
                print(f"{name} {way}: {measured.rate:.1f} orders/s", measured, file=sys.stderr, flush=True)
    return runs


def main() -> None:
    """Measures and writes."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--orders", type=int, default=600)
    options.add_argument("--fast", type=int, default=4000, help="orders for those that are fast")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", default=",".join(VARIANTS))
    asked = options.parse_args()
    runs = asyncio.run(run_contest(asked.only.split(","), asked.orders, asked.fast, asked.rounds))
    text = told(runs)
    if asked.only == ",".join(VARIANTS):
        write_section("twins", text)
    print(text)


if __name__ == "__main__":
    main()
