"""What an order costs with 1, 2 and 4 replicas of each service, and with 10^3, 10^5 and 10^6 orders in the tables.

    .venv/bin/python -m benchmarks.scale [--orders 4000] [--rounds 3]

The orders that are there already are put there by SQL. Writes its section of docs/PERFORMANCE.md."""

import argparse
import asyncio
import sys
from collections import defaultdict

from benchmarks.report.document import write_section
from benchmarks.saga.customers import Customers
from benchmarks.saga.endings import Endings
from benchmarks.saga.passes import WARM_UP, Pass, measure
from benchmarks.saga.running import running
from benchmarks.saga.workload import orders
from benchmarks.scale.filling import fill
from benchmarks.scale.result import Cost, told
from benchmarks.twins.choreo.variant import Choreo

REPLICAS = (1, 2, 4)
FILLED = (1_000, 100_000, 1_000_000)
_IN_FLIGHT = 32


async def measure_cost(count: int, replicas: int, filled: int) -> Cost:
    """One run. Memory is of the five services together, before the orders and after them."""
    async with running(Choreo(replicas=replicas)) as run:
        if filled:
            await fill(run.place, filled)
        customers, endings = Customers(run.place), Endings(run.place, run.variant)
        wanted = orders(WARM_UP + count)
        await customers.post(wanted[:WARM_UP], _IN_FLIGHT)
        await endings.until_all(customers, 120)
        before = sum(run.memory().values())
        one: Pass = await measure(run, customers, endings, wanted[WARM_UP:], "http", _IN_FLIGHT)
        return Cost(one, before, sum(run.memory().values()))


async def measure_all(count: int, rounds: int) -> tuple[dict[int, list[Cost]], dict[int, list[Cost]]]:
    """By replicas, and by orders in the tables."""
    replicas: dict[int, list[Cost]] = defaultdict(list)
    filled: dict[int, list[Cost]] = defaultdict(list)
    for _ in range(rounds):
        for number in REPLICAS:
            replicas[number].append(await measure_cost(count, number, 0))
            print(number, "replicas", replicas[number][-1], file=sys.stderr, flush=True)
        for rows in FILLED:
            filled[rows].append(await measure_cost(count, 1, rows))
            print(rows, "orders there", filled[rows][-1], file=sys.stderr, flush=True)
    return replicas, filled


def main() -> None:
    """Measures and writes."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--orders", type=int, default=4000)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    text = told(*asyncio.run(measure_all(asked.orders, asked.rounds)))
    write_section("scale", text)
    print(text)


if __name__ == "__main__":
    main()
