"""The conventions' metrics for messaging, v1.44
(https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/).

They are recorded once per record and message, by the Prometheus client itself: OpenTelemetry's instruments take twenty
times as long, more than all else that a handler costs."""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from functools import cache

from prometheus_client import Counter, Histogram

from shared import clock
from shared.messaging.record import Record
from shared.messaging.step import Step
from shared.metrics.registry import MEASURED
from shared.telemetry.spans import end_span, note_failure

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
_ABOUT = ("messaging_system", "messaging_operation_name", "messaging_destination_name")
_GROUP, _ERROR = "messaging_consumer_group_name", "error_type"

_consumed = Counter(
    "messaging_client_consumed_messages", "Records taken from Kafka.", (*_ABOUT, _GROUP), registry=MEASURED
)
_processed = Histogram(
    "messaging_process_duration_seconds",
    "From taking a record to its commit, or to what failed.",
    (*_ABOUT, _GROUP, _ERROR),
    buckets=_SECONDS,
    registry=MEASURED,
)
_sent = Counter(
    "messaging_client_sent_messages",
    "Messages that were to be sent to Kafka.",
    (*_ABOUT, _ERROR),
    registry=MEASURED,
)
_operated = Histogram(
    "messaging_client_operation_duration_seconds",
    "From sending a message to Kafka's acknowledgement.",
    (*_ABOUT, _ERROR),
    buckets=_SECONDS,
    registry=MEASURED,
)


def count_consumed(records: Sequence[Record], group: str) -> None:
    """These records were taken."""
    for topic, number in Tally(record.topic for record in records).items():
        _consumed.labels("kafka", "poll", topic, group).inc(number)


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
    _processing(step.name, group, _named(error)).observe(clock.elapsed() - step.started)


def count_sent(topics: Iterable[str], seconds: float, error: BaseException | None = None) -> None:
    """Messages of these topics were sent together, or Kafka did not take them."""
    for topic, number in Tally(topics).items():
        _sent.labels("kafka", "send", topic, _named(error)).inc(number)
        sending = _sending(topic, _named(error))
        for _ in range(number):
            sending.observe(seconds)


@cache
def _processing(topic: str, group: str, error: str) -> Histogram:
    return _processed.labels("kafka", "process", topic, group, error)


@cache
def _sending(topic: str, error: str) -> Histogram:
    return _operated.labels("kafka", "send", topic, error)


def _named(error: BaseException | None) -> str:
    return type(error).__qualname__ if error is not None else ""
