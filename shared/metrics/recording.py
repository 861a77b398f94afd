"""Recording by OpenTelemetry's instruments. Before the process has a MeterProvider, what is recorded is lost."""

from collections.abc import Iterable
from functools import cache
from itertools import product

from opentelemetry import metrics

from shared.metrics.declared import Counter, Histogram, Measurement, Metric

METER = metrics.get_meter("choreo")


def record(measurements: Iterable[Measurement]) -> None:
    """Adds to counters, and to histograms."""
    for one in measurements:
        if isinstance(one.metric, Counter):
            _counter(one.metric).add(one.value, one.labels)
        else:
            _histogram(one.metric).record(one.value, one.labels)


def count(counter: Counter, by: int = 1, /, **labels: str) -> None:
    """So many more."""
    record([Measurement(counter, by, labels)])


def begin_at_zero(declared: Iterable[Metric]) -> None:
    """Shows each counter with all its label values, so that the first of an event is an increase, too."""
    for metric in declared:
        if isinstance(metric, Counter):
            for values in product(*metric.labels.values()):
                count(metric, 0, **dict(zip(metric.labels, values, strict=True)))


@cache
def _counter(counter: Counter) -> metrics.Counter:
    return METER.create_counter(counter.name, description=counter.help)


@cache
def _histogram(histogram: Histogram) -> metrics.Histogram:
    seconds = histogram.name.endswith("_seconds")
    return METER.create_histogram(
        histogram.name,
        "s" if seconds else "",
        histogram.help,
        explicit_bucket_boundaries_advisory=[float(bound) for bound in histogram.buckets] or None,
    )
