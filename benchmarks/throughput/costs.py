"""What one order costs, as data: docs/costs.json, written by the run and read by benchmarks/scaling."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from pydantic import BaseModel, ConfigDict

from benchmarks.report import machine
from benchmarks.throughput.taken import Taken

FILE = Path(__file__).parents[2] / "docs" / "costs.json"
Figures = dict[str, float]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DatabaseCost(_Data):
    """For one order, of one service."""

    rows_written: float
    commits: float
    bytes: float


class WayCost(_Data):
    """For one order that enters in this way: medians of the runs. `cpu_ms` by process; `stored` are the fields of
    benchmarks.throughput.stores.Stored; `others` is the share of the machine that others took."""

    orders_per_second: float
    others: float
    cpu_ms: Figures
    stored: Figures
    databases: dict[str, DatabaseCost]


class Costs(_Data):
    """Medians of all runs. Idle figures are for one second in which nobody orders; waits are in milliseconds."""

    measured: str
    """Command, machine and versions."""
    cores: int
    orders: int
    rounds: int
    ways: dict[str, WayCost]
    idle_cpu_ms: Figures
    idle_commits: Figures
    commit_ms: float
    acknowledge_ms: float


def costs_of(runs: Mapping[str, Sequence[Taken]], orders: int) -> Costs:
    """The medians."""
    every = [taken for some in runs.values() for taken in some]
    return Costs(
        measured=machine.told(),
        cores=os.cpu_count() or 1,
        orders=orders,
        rounds=min(len(some) for some in runs.values()),
        ways={name: _way(some) for name, some in runs.items()},
        idle_cpu_ms=_rounded(_medians([taken.idle_cpu for taken in every]), 1000),
        idle_commits=_rounded(_medians([taken.idle_commits for taken in every])),
        commit_ms=_of(every, lambda taken: 1000 * taken.waits.commit),
        acknowledge_ms=_of(every, lambda taken: 1000 * taken.waits.acknowledge),
    )


def write_costs(costs: Costs) -> None:
    """In the place of those that were there."""
    FILE.write_text(costs.model_dump_json(indent=2) + "\n", encoding="utf-8")


def read_costs(file: Path = FILE) -> Costs:
    """Raises FileNotFoundError or pydantic's ValidationError: then measure again."""
    return Costs.model_validate_json(file.read_text(encoding="utf-8"))


def _way(some: Sequence[Taken]) -> WayCost:
    return WayCost(
        orders_per_second=_of(some, lambda taken: taken.one.rate),
        others=_of(some, lambda taken: taken.one.others),
        cpu_ms=_rounded(_medians(_cpu(taken) for taken in some)),
        stored=_rounded(_medians(asdict(taken.stored) for taken in some)),
        databases={name: _database(some, name) for name in some[0].databases},
    )


def _database(some: Sequence[Taken], name: str) -> DatabaseCost:
    return DatabaseCost(
        rows_written=_of(some, lambda taken: taken.databases[name].written),
        commits=_of(some, lambda taken: taken.databases[name].commits),
        bytes=_of(some, lambda taken: taken.databases[name].bytes),
    )


def _cpu(taken: Taken) -> Figures:
    return {name: 1000 * seconds / taken.one.orders for name, seconds in taken.one.cpu.items()}


def _of(some: Sequence[Taken], figure: Callable[[Taken], float]) -> float:
    return round(median(map(figure, some)), 4)


def _medians(some: Iterable[Figures]) -> Figures:
    each = list(some)
    return {name: median(one[name] for one in each) for name in each[0]}


def _rounded(figures: Figures, times: float = 1.0) -> Figures:
    return {name: round(times * value, 4) for name, value in figures.items()}
