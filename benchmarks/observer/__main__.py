"""What the observer costs, and how fast it is.

    .venv/bin/python -m benchmarks.observer [--orders 100000] [--busy 600]

Needs Chromium for the page. Writes docs/OBSERVER_COST.md."""

import argparse
import asyncio
import os
from pathlib import Path

from benchmarks.observer.alone import Alone, measure_alone
from benchmarks.observer.busy import Busy, measure_busy
from benchmarks.observer.opening import look_at_the_page

DOCUMENT = Path(__file__).parents[2] / "docs" / "OBSERVER_COST.md"


def told(alone: Alone, busy: Busy, orders: int) -> str:
    """The document."""
    lines = [
        "# What the observer costs",
        "",
        f"Written by `python -m benchmarks.observer --orders {orders} --busy {busy.orders}`, on {os.cpu_count()} cores "
        "that hold everything.",
        "",
        f"**Beside the shop**, as fast as the five services go: {busy.orders} orders in {busy.seconds:.1f} s. The "
        f"observer was {busy.behind} records behind at most, and had heard everything {busy.after:.1f} s after the "
        f"audit. It used {busy.observer / busy.services:.2f} of the CPU that the five services used together. It "
        f"called {busy.named} events missing: steps that took longer than `CHOREO_OBSERVER_PATIENCE` on a machine that "
        "had more to do than it could.",
        "",
        f"**Alone, with {orders:,} orders** ({alone.records:,} records): started with an empty store, it heard them in "
        f"{alone.hearing:.0f} s, {alone.records / alone.hearing:,.0f} a second; the shop above said "
        f"{alone.records / orders * busy.orders / busy.seconds:,.0f} a second. Then:",
        "",
        "| | median, ms | worst, ms |",
        "| --- | --- | --- |",
        *(f"| {what} | {1000 * middle:.0f} | {1000 * worst:.0f} |" for what, (middle, worst) in alone.answers.items()),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measures and writes the document."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--orders", type=int, default=100_000)
    options.add_argument("--busy", type=int, default=600)
    asked = options.parse_args()
    alone = asyncio.run(measure_alone(asked.orders, look_at_the_page))
    busy = asyncio.run(measure_busy(asked.busy))
    DOCUMENT.write_text(told(alone, busy, asked.orders), encoding="utf-8")
    print(DOCUMENT.read_text())


if __name__ == "__main__":
    main()
