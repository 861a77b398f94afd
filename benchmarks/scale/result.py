"""Scaling in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.report import machine
from benchmarks.report.spread import middle, spread, table
from benchmarks.saga.passes import Pass


@dataclass(frozen=True)
class Cost:
    """Memory in bytes, before and after."""

    one: Pass
    before: int
    after: int


def told(replicas: Mapping[int, Sequence[Cost]], filled: Mapping[int, Sequence[Cost]]) -> str:
    """Its section."""
    return "\n\n".join(
        [
            "## More replicas, more orders",
            machine.told(),
            "Orders entering by HTTP, 32 requests in flight. More replicas on the same cores cannot be faster: "
            "they share the partitions, and the smaller batches cost more. Median of the runs, and in brackets the "
            "least and the most.",
            _table("replicas of each service", replicas),
            _table("orders in the tables before", filled),
        ]
    )


def _table(first: str, runs: Mapping[int, Sequence[Cost]]) -> str:
    base = middle(next(iter(runs.values())), _cpu)
    head = (first, "orders/s", "app CPU ms/order", "server CPU ms/order", "CPU, of the first", "memory MiB, and after")
    rows = [
        (
            f"{number:,}",
            spread(some, lambda cost: cost.one.rate),
            spread(some, lambda cost: cost.one.app_cpu, 2),
            spread(some, lambda cost: cost.one.server_cpu, 2),
            f"{middle(some, _cpu) / base:.2f}",
            f"{_mib(some, lambda cost: cost.before)}, {_mib(some, lambda cost: cost.after)}",
        )
        for number, some in runs.items()
    ]
    return table(head, rows)


def _mib(runs: Sequence[Cost], of: Callable[[Cost], float]) -> str:
    return f"{middle(runs, of) / 2**20:.0f}"


def _cpu(cost: Cost) -> float:
    return cost.one.app_cpu + cost.one.server_cpu
