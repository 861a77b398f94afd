"""Where spans go: OTLP over HTTP, by the standard `OTEL_*` variables."""

import logging
import os

from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SpanExporter

from shared import clock

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_SPOKEN = "http/protobuf"
_SAID_AGAIN = 60.0
"""Seconds after which it is said again that spans cannot be exported."""


class TracingMisconfigured(ValueError):
    """An `OTEL_*` variable asks for what cannot be done; the message says which, and what can."""


def exporter_of_the_environment() -> SpanExporter | None:
    """None when no endpoint is named, or OTEL_TRACES_EXPORTER=none. Raises TracingMisconfigured."""
    kind = os.environ.get("OTEL_TRACES_EXPORTER", "").strip() or "otlp"
    if kind == "console":
        return ConsoleSpanExporter()
    if kind not in ("otlp", "none"):
        raise TracingMisconfigured(f"OTEL_TRACES_EXPORTER={kind}: use otlp, console or none")
    if kind == "none" or not any(os.environ.get(name) for name in ENDPOINTS):
        return None
    protocol = next((told for name in PROTOCOLS if (told := os.environ.get(name))), _SPOKEN)
    if protocol != _SPOKEN:
        raise TracingMisconfigured(
            f"OTEL_EXPORTER_OTLP_PROTOCOL={protocol}: only {_SPOKEN} is spoken, usually on port 4318"
        )
    # Not needed where nothing is exported, and nothing small: protobuf, requests.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    logging.getLogger(OTLPSpanExporter.__module__).addFilter(_Seldom().may_say)
    return OTLPSpanExporter()


def traces_are_exported() -> bool:
    """Whether the environment names a place for them."""
    kind = os.environ.get("OTEL_TRACES_EXPORTER", "").strip() or "otlp"
    return kind == "otlp" and any(os.environ.get(name) for name in ENDPOINTS)


class _Seldom:
    """The exporter complains of every try; that spans are lost for a while is no news a minute later."""

    def __init__(self) -> None:
        self._silent_until = 0.0

    def may_say(self, _: logging.LogRecord) -> bool:
        if clock.elapsed() < self._silent_until:
            return False
        self._silent_until = clock.elapsed() + _SAID_AGAIN
        return True
