"""Tracing of a process, from its start to its end."""

import os
import socket
import threading

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF

from shared.settings import settings
from shared.telemetry.chosen_ids import ChosenIds
from shared.telemetry.exporting import exporter_of_the_environment
from shared.telemetry.instance import INSTANCE
from shared.telemetry.queries import HideQueries
from shared.telemetry.sampling import CausedOnly
from shared.telemetry.segments import WholeSegments

_DEFAULTS = {
    "OTEL_BSP_SCHEDULE_DELAY": "1000",  # milliseconds; what a kill -9 can lose
    "OTEL_BSP_MAX_QUEUE_SIZE": "20000",  # spans; more are dropped, never waited for
    "OTEL_SEMCONV_STABILITY_OPT_IN": "http,database",  # current attribute names from all libraries
}
_TO_EXPORT = 2.0
"""Seconds in which the last spans may leave when the process ends."""

_exports = False


def start_tracing(service: str) -> None:
    """Spans of this process belong to that service, sampled and exported as the standard `OTEL_*` variables say; what
    they leave open has our defaults. Without an endpoint, trace ids travel on, but nothing is recorded.

    Exporting never slows or stops the process: it has a thread of its own and a queue with an end. Raises
    TracingMisconfigured."""
    global _exports
    if isinstance(trace.get_tracer_provider(), TracerProvider):
        return
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    exporter = exporter_of_the_environment()
    sampler = TracerProvider(shutdown_on_exit=False).sampler if exporter else ALWAYS_OFF
    most_links = int(os.environ.get("OTEL_SPAN_LINK_COUNT_LIMIT") or settings().batch_size)
    provider = TracerProvider(
        sampler=CausedOnly(sampler),
        resource=_resource(service),
        id_generator=ChosenIds(),
        span_limits=SpanLimits(max_links=most_links),
        shutdown_on_exit=False,
    )
    if exporter:
        provider.add_span_processor(HideQueries())
        provider.add_span_processor(WholeSegments(BatchSpanProcessor(exporter)))
        _exports = True
    trace.set_tracer_provider(provider)


def is_tracing() -> bool:
    """Whether spans of this process go anywhere."""
    return _exports


def stop_tracing() -> None:
    """Exports what is left. Returns within `_TO_EXPORT`, whoever does not answer."""
    if isinstance(provider := trace.get_tracer_provider(), TracerProvider):
        last = threading.Thread(target=provider.shutdown, daemon=True)
        last.start()
        last.join(_TO_EXPORT)


def _resource(service: str) -> Resource:
    told = Resource({"host.name": socket.gethostname()}).merge(Resource.create())
    return told.merge(Resource({"service.name": service, "service.instance.id": INSTANCE}))
