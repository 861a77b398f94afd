"""What tracing costs: the whole shop with no span recorded, with one trace in ten, and with all.

    .venv/bin/python -m benchmarks.tracing [--orders 600] [--rounds 2]

Each round starts the shop anew for each setting, warms it up, and sends the orders as fast as they go; the settings
take turns, so that what else the machine does hits all of them. Writes docs/TRACING_COST.md."""

import argparse
import asyncio
import io
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx
from rich.console import Console

from choreo.demo.show import Plan, run_show
from choreo.stack.options import Options
from choreo.stack.start import local_stack

SETTINGS = {
    "none": {"OTEL_TRACES_EXPORTER": "none"},
    "10 %": {"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.1"},
    "100 %": {"OTEL_TRACES_SAMPLER": "parentbased_always_on"},
}
DOCUMENT = Path(__file__).parents[1] / "docs" / "TRACING_COST.md"
_WARM_UP = 100
_SERVICES = "_service"


@dataclass(frozen=True)
class Run:
    """`cpu` is of the five services, in milliseconds for an order; `spans`, exported for an order."""

    orders_a_second: float
    cpu: float
    spans: float


async def measure(environment: dict[str, str], orders: int, sink: str, seed: int) -> Run:
    """One start of the shop. Raises RuntimeError when the orders did not end as asked."""
    told = {"OTEL_EXPORTER_OTLP_ENDPOINT": sink, **environment}
    quiet = Console(file=io.StringIO())
    with TemporaryDirectory() as home:
        async with local_stack(
            Path(home), Options(usual_ports=False, observer=False, environment=told), lambda _: None
        ) as stack:
            await run_show(stack.addresses, Plan(_WARM_UP, None, seed), quiet, stack)
            await asyncio.to_thread(_spans_at, sink)
            result = await run_show(stack.addresses, Plan(orders, None, seed + 1), quiet, stack)
    if not result.good:
        raise RuntimeError("the orders did not end as asked; nothing was measured")
    figures = result.figures
    cpu = sum(seconds for name, seconds in figures.cpu.items() if name.endswith(_SERVICES))
    return Run(orders / figures.seconds, 1000 * cpu / orders, await asyncio.to_thread(_spans_at, sink) / orders)


def _spans_at(sink: str) -> int:
    """How many came since the last question."""
    return int(httpx.get(f"{sink}/spans").json())


def told(runs: dict[str, list[Run]], orders: int, rounds: int) -> str:
    """The document."""
    middle = {
        name: Run(*(median(getattr(run, field) for run in some) for field in ("orders_a_second", "cpu", "spans")))
        for name, some in runs.items()
    }
    none = middle["none"]
    lines = [
        "# What tracing costs",
        "",
        f"Written by `python -m benchmarks.tracing --orders {orders} --rounds {rounds}`, on {os.cpu_count()} cores "
        "that hold everything: services, PostgreSQL, Kafka, Valkey, outsiders, the one who orders, and the receiver of "
        "the spans. Medians of the rounds; such machines are noisy, so read the ratios.",
        "",
        "| sampled | orders/s | of none | CPU of the services, ms/order | of none | spans/order |",
        "| --- | --- | --- | --- | --- | --- |",
        *(
            f"| {name} | {run.orders_a_second:.1f} | {run.orders_a_second / none.orders_a_second:.2f} "
            f"| {run.cpu:.1f} | {run.cpu / none.cpu:.2f} | {run.spans:.1f} |"
            for name, run in middle.items()
        ),
        "",
        "Each round: "
        + "; ".join(f"{name}: {', '.join(f'{run.orders_a_second:.1f}' for run in some)}" for name, some in runs.items())
        + " orders/s.",
        "",
    ]
    return "\n".join(lines)


async def _all(orders: int, rounds: int, sink: str) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {name: [] for name in SETTINGS}
    for number in range(rounds):
        turn = list(SETTINGS)[number % len(SETTINGS) :] + list(SETTINGS)[: number % len(SETTINGS)]
        for name in turn:
            run = await measure(SETTINGS[name], orders, sink, seed=10 * number + 1)
            runs[name].append(run)
            print(name, run, file=sys.stderr, flush=True)
    return runs


def main() -> None:
    """Measures and writes the document."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--orders", type=int, default=600)
    options.add_argument("--rounds", type=int, default=2)
    asked = options.parse_args()
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        port = any_port.getsockname()[1]
    with subprocess.Popen([sys.executable, "-m", "benchmarks.otlp_sink", str(port)]) as receiver:
        try:
            runs = asyncio.run(_all(asked.orders, asked.rounds, f"http://127.0.0.1:{port}"))
        finally:
            receiver.terminate()
    DOCUMENT.write_text(told(runs, asked.orders, asked.rounds), encoding="utf-8")
    print(DOCUMENT.read_text())


if __name__ == "__main__":
    main()
