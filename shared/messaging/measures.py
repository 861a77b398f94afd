"""The conventions' metrics for messaging, v1.44
(https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/)."""

from collections import Counter
from collections.abc import Sequence

from opentelemetry import metrics

from shared import clock
from shared.messaging.record import Record
from shared.messaging.step import Step
from shared.telemetry.spans import end_span, note_failure

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)

_meter = metrics.get_meter("choreo")
_consumed = _meter.create_counter(
    "messaging.client.consumed.messages", unit="{message}", description="Records taken from Kafka."
)
_processed = _meter.create_histogram(
    "messaging.process.duration",
    unit="s",
    description="From taking a record to its commit, or to what failed.",
    explicit_bucket_boundaries_advisory=_SECONDS,
)
_sent = _meter.create_counter(
    "messaging.client.sent.messages", unit="{message}", description="Messages that were to be sent to Kafka."
)
_operated = _meter.create_histogram(
    "messaging.client.operation.duration",
    unit="s",
    description="From sending a message to Kafka's acknowledgement.",
    explicit_bucket_boundaries_advisory=_SECONDS,
)


def count_consumed(records: Sequence[Record], group: str) -> None:
    """These records were taken."""
    for topic, number in Counter(record.topic for record in records).items():
        _consumed.add(number, {**_about("poll", topic), "messaging.consumer.group.name": group})


def finish(step: Step, group: str, error: Exception | None = None) -> None:
    """A record's step has ended, for this time; once."""
    if step.finished:
        return
    step.finished = True
    if step.duplicate:
        step.span.set_attribute("choreo.duplicate", True)
    if error is not None:
        note_failure(step.span, error)
    end_span(step.span)
    attributes = {**_about("process", step.name), "messaging.consumer.group.name": group, **_failed(error)}
    _processed.record(clock.elapsed() - step.started, attributes)


def count_sent(topic: str, seconds: float, error: BaseException | None = None) -> None:
    """A message was sent, or Kafka did not take it."""
    attributes = {**_about("send", topic), **_failed(error)}
    _sent.add(1, attributes)
    _operated.record(seconds, attributes)


def _about(operation: str, topic: str) -> dict[str, str]:
    return {
        "messaging.system": "kafka",
        "messaging.operation.name": operation,
        "messaging.destination.name": topic,
    }


def _failed(error: BaseException | None) -> dict[str, str]:
    return {"error.type": type(error).__qualname__} if error is not None else {}
