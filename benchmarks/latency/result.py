"""Latency in words."""

from collections.abc import Mapping, Sequence

from benchmarks.latency.journey import OUTSIDE, Journeys
from benchmarks.report import machine
from benchmarks.report.spread import spread, table

_NAMES = {
    "choreo": "Choreo",
    "faststream": "FastStream",
    "dbos": "DBOS",
    "by_hand": "by hand",
    "killed": "Choreo, three services killed (-9) meanwhile, each back after a second",
}
_SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}


def told(runs: Mapping[str, Sequence[Journeys]], rate: float) -> str:
    """Its section."""
    rows = [(_NAMES[name], *(_spread(some, share) for share in _SHARES.values())) for name, some in runs.items()]
    calls = " + ".join(f"{1000 * seconds:.0f}" for seconds in OUTSIDE)
    return "\n\n".join(
        [
            f"## From the request to the end, at {rate:g} orders/s",
            machine.told("faststream", "dbos", "confluent-kafka"),
            f"Milliseconds from sending `POST /orders` until the order was COMPLETED in its table; {calls} of them are "
            "the calls to the outside. Median of the runs, and in brackets the least and the most.",
            table(("variant", *_SHARES), rows),
        ]
    )


def _spread(runs: Sequence[Journeys], share: float) -> str:
    return spread(runs, lambda one: one.at(share))
