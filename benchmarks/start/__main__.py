"""How long the whole shop takes to start: cold (no data yet), warm (its data is there), and one service alone.

    .venv/bin/python -m benchmarks.start [--rounds 3]

Writes its section of docs/PERFORMANCE.md."""

import argparse
import asyncio
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil

from benchmarks.report import machine
from benchmarks.report.document import write_section
from benchmarks.report.spread import spread, table
from choreo.stack.options import Options
from choreo.stack.start import local_stack
from shared import clock

_SERVICE = "payment_service"


async def measure_start(home: Path) -> tuple[float, float, dict[str, int]]:
    """Seconds until all answers, seconds until one service that was ended answers again, bytes in memory (RSS)."""
    begun = clock.elapsed()
    async with local_stack(home, Options(usual_ports=False), lambda _: None) as stack:
        whole = clock.elapsed() - begun
        begun = clock.elapsed()
        await stack.member(_SERVICE).hold()
        await stack.member(_SERVICE).release()
        again = clock.elapsed() - begun
        memory = {name: sum(_memory(one.server.pid) for one in replicas) for name, replicas in stack.members.items()}
    return whole, again, memory


async def measure_all(rounds: int) -> tuple[dict[str, list[float]], dict[str, list[int]]]:
    """Seconds by what was started, bytes by process."""
    seconds: dict[str, list[float]] = defaultdict(list)
    memory: dict[str, list[int]] = defaultdict(list)
    for _ in range(rounds):
        with TemporaryDirectory() as home:
            for kind in ("cold", "warm"):
                whole, again, held = await measure_start(Path(home))
                seconds[kind].append(whole)
                seconds["one service, ended in order and started again"].append(again)
                print(kind, f"{whole:.1f} s", file=sys.stderr, flush=True)
            for name, size in held.items():
                memory[name].append(size)
    return seconds, memory


def told(seconds: dict[str, list[float]], memory: dict[str, list[int]]) -> str:
    """Its section."""
    started = [(kind, spread(some, lambda one: one, 1)) for kind, some in seconds.items()]
    held = [(name, f"{median(some) / 2**20:.0f}") for name, some in memory.items()]
    return "\n\n".join(
        [
            "## Start, and memory",
            machine.told(),
            "The whole shop as `make demo` starts it, observer and outsiders too. Cold: databases, tables and topics "
            "are made. Median of the runs, and in brackets the least and the most.",
            table(("start", "seconds"), started),
            table(("after the start", "MiB (RSS)"), held),
        ]
    )


def _memory(pid: int) -> int:
    process = psutil.Process(pid)
    return int(sum(one.memory_info().rss for one in (process, *process.children(recursive=True))))


def main() -> None:
    """Measures and writes."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rounds", type=int, default=3)
    text = told(*asyncio.run(measure_all(options.parse_args().rounds)))
    write_section("start", text)
    print(text)


if __name__ == "__main__":
    main()
