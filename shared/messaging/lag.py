"""Consumer lag, from what the consumer of this process knows anyway: nobody is asked.

The end of a partition comes with each fetch. A service that hangs goes on fetching until its buffers are full (some
thousand records), and so far the lag grows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry.metrics import CallbackOptions, Observation

from shared.messaging.metrics import CONSUMER_LAG
from shared.metrics.recording import METER

Partition = tuple[str, int]

_shown: list[Any] = []


@contextmanager
def showing_lag(app: Any) -> Iterator[None]:
    """Within it, `/metrics` shows the lag of this Faust app's consumer."""
    _shown.append(app)
    try:
        yield
    finally:
        _shown.remove(app)


def read_lag(app: Any) -> dict[Partition, int]:
    """By topic and partition, of those that are assigned to it now and whose end it has heard of."""
    kafka = app.consumer._thread._consumer
    subscription = kafka and kafka._subscription.subscription
    assignment = subscription and subscription.assignment
    if not assignment:
        return {}
    states = {partition: assignment.state_value(partition) for partition in assignment.tps}
    return {
        (partition.topic, partition.partition): max(0, state.highwater - _acknowledged(app, partition, state))
        for partition, state in states.items()
        if state.highwater is not None and state.has_valid_position
    }


def _acknowledged(app: Any, partition: Partition, state: Any) -> int:
    """The offset to begin with after a restart. Where nothing was committed yet: where this process began to read, or
    will."""
    committed = app.consumer._committed_offset.get(partition)
    if committed is None:
        committed = app.consumer.scheduler.begun_at.get(partition, state.position)
    return int(committed)


def _observe(_: CallbackOptions) -> Iterable[Observation]:
    return [
        Observation(lag, {"topic": topic, "partition": str(partition)})
        for app in _shown
        for (topic, partition), lag in read_lag(app).items()
    ]


METER.create_observable_gauge(CONSUMER_LAG.name, [_observe], description=CONSUMER_LAG.help)
