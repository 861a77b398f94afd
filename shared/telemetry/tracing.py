"""Trace context from event to event: a `process` span for what is heard, a `send` span for what is said."""

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags, set_span_in_context


def start_tracing(service: str) -> None:
    """Spans of this process belong to that service. Sampling follows the standard `OTEL_*` variables."""
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider(resource=Resource.create({"service.name": service})))


def process_span(topic: str, key: str, traceparent: str) -> Span:
    """The handling of one event, a child of its sending."""
    return _start(f"process {topic}", SpanKind.CONSUMER, "process", topic, key, traceparent)


def send_span(topic: str, key: str, traceparent: str) -> str:
    """The sending of one event, a child of what caused it. Returns its traceparent, for the record's headers."""
    span = _start(f"send {topic}", SpanKind.PRODUCER, "send", topic, key, traceparent)
    span.end()
    return traceparent_of(span)


def command_span(name: str) -> Span:
    """What a command does, a child of the current span, if there is one."""
    return trace.get_tracer("choreo").start_span(name)


def traceparent_of(span: Span) -> str:
    """Its W3C header."""
    context = span.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


def context_of(traceparent: str) -> Context:
    """The context in which a child of that span starts."""
    _, trace_id, span_id, flags = traceparent.split("-")
    parent = SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16)))
    return set_span_in_context(NonRecordingSpan(parent), Context())


def _start(name: str, kind: SpanKind, operation: str, topic: str, key: str, traceparent: str) -> Span:
    return trace.get_tracer("choreo").start_span(
        name,
        context_of(traceparent),
        kind,
        {
            "messaging.system": "kafka",
            "messaging.operation.name": operation,
            "messaging.operation.type": operation,
            "messaging.destination.name": topic,
            "messaging.kafka.message.key": key,
        },
    )
