"""Finds the pace at which the simulated services make as many transactions as the measured ones."""

from collections.abc import Iterator
from dataclasses import replace
from math import log

from benchmarks.scaling.calibration import Model
from benchmarks.scaling.pace import Pace
from benchmarks.scaling.simulation.measured import run_way, transactions_of
from benchmarks.throughput.costs import Costs
from benchmarks.throughput.ways import KAFKA, SOME

FITTED = (SOME, KAFKA)
_ORDERS = 1500


def with_pace(model: Model, costs: Costs) -> Model:
    """The same costs, with the pace that fits best. Some seconds of computing."""
    few = costs.model_copy(update={"orders": min(costs.orders, _ORDERS)})

    def error(paced: Model) -> float:
        return sum(log(run_way(paced, few, way)[1] / transactions_of(costs, way)) ** 2 for way in FITTED)

    return min((replace(model, pace=pace) for pace in _paces(model.pace)), key=error)


def _paces(whole: Pace) -> Iterator[Pace]:
    """Batches of the full size, a half of it, a quarter, …"""
    return (replace(whole, most=whole.most >> halved) for halved in range(5))
