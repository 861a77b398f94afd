"""How long orders took, before, while and after the shop was under attack."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from choreo.chaos.nemesis import Deed
from choreo.demo.traffic import Journey


@dataclass(frozen=True)
class Latency:
    """Seconds from the moment an order set out to its end. None without orders."""

    orders: int
    p50: float | None
    p95: float | None
    p99: float | None
    longest: float | None


def latencies(journeys: Sequence[Journey], deeds: Sequence[Deed]) -> dict[str, Latency]:
    """By the moment an order set out: before the first fault; from then until the last one is over; after that; and all
    together."""
    first = min((deed.began for deed in deeds), default=math.inf)
    last = max((deed.over for deed in deeds), default=math.inf)
    return {
        "before": _of(journey for journey in journeys if journey.departure < first),
        "during": _of(journey for journey in journeys if first <= journey.departure < last),
        "after": _of(journey for journey in journeys if last <= journey.departure),
        "all": _of(journeys),
    }


def _of(journeys: Iterable[Journey]) -> Latency:
    times = sorted(journey.seconds for journey in journeys if journey.seconds is not None)
    return Latency(
        len(times), _quantile(times, 0.5), _quantile(times, 0.95), _quantile(times, 0.99), _quantile(times, 1)
    )


def _quantile(times: Sequence[float], share: float) -> float | None:
    return times[max(0, math.ceil(share * len(times)) - 1)] if times else None
