"""Where a span stands in its trace, as the W3C header says it (https://www.w3.org/TR/trace-context-2/)."""

from opentelemetry import propagate
from opentelemetry.context import Context
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, TraceFlags, set_span_in_context

_fresh = RandomIdGenerator()


def traceparent_of(span: Span) -> str:
    """Its header. A span without a context (the SDK is disabled) gets a trace of its own that nobody samples."""
    context = span.get_span_context()
    if not context.is_valid:
        return f"00-{_fresh.generate_trace_id():032x}-{_fresh.generate_span_id():016x}-00"
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


def place_in(traceparent: str) -> SpanContext:
    """The span that a header names, in whatever process it was."""
    _, trace_id, span_id, flags = traceparent.split("-")
    return SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16)))


def context_of(traceparent: str) -> Context:
    """The context in which a child of that span starts."""
    return set_span_in_context(NonRecordingSpan(place_in(traceparent)), Context())


def is_sampled(traceparent: str) -> bool:
    """Whether that trace is kept. The flags have other bits, too: unsampled may be `02`."""
    return bool(int(traceparent[-2:], 16) & TraceFlags.SAMPLED)


def passed_on() -> tuple[str | None, str | None]:
    """`tracestate` and `baggage` of the current context, as their headers say them."""
    told: dict[str, str] = {}
    propagate.inject(told)
    return told.get("tracestate"), told.get("baggage")
