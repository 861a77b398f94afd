"""Metrics as data: names and labels as `/metrics` shows them, so that an alert's words are found in the code."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

Values = Mapping[tuple[str, ...], float]
"""By the values of the labels, in their order; `()` where there are none."""


@dataclass(frozen=True, eq=False)
class Metric:
    """`labels` says all values that each can have, so that their number stays small; none: as they come (a topic)."""

    name: str
    help: str
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Counter(Metric):
    """What only grows, `…_total`. Shown from the start of the process, at 0."""


@dataclass(frozen=True, eq=False)
class Histogram(Metric):
    """How values are spread. `buckets` are upper bounds, in the unit that the name ends with."""

    buckets: Sequence[float] = ()


@dataclass(frozen=True, eq=False)
class Gauge(Metric):
    """How something stands at the moment of the question."""


@dataclass(frozen=True, eq=False)
class TableGauge(Gauge):
    """Read in the service's own database, by each replica alike: take the `max` of them, never the `sum`. Label values
    that `read` leaves out are 0."""

    read: Callable[[AsyncSession], Awaitable[Values]] = field(kw_only=True)


class Measurement:
    """A value that is to be recorded. Raises ValueError for a label, or a label's value, that was not declared."""

    def __init__(self, metric: Counter | Histogram, value: float, labels: Mapping[str, str]) -> None:
        for label, said in labels.items():
            if label not in metric.labels:
                raise ValueError(f"{metric.name} has no label {label}; it has {', '.join(metric.labels) or 'none'}")
            if (known := metric.labels[label]) and said not in known:
                raise ValueError(f"{metric.name} knows no {label}={said}; declare it, or use {', '.join(known)}")
        self.metric, self.value, self.labels = metric, value, labels
