"""Which traces are kept: the standard OTEL_TRACES_SAMPLER decides, but for calls that no work caused."""

from collections.abc import Sequence
from functools import cache

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, SpanKind, TraceState, set_span_in_context
from opentelemetry.util.types import Attributes

from shared.telemetry.context import is_sampled


class CausedOnly(Sampler):
    """Asks `inner`, except for a call without a cause (a timer's look at the database): a trace of each would bury the
    others."""

    def __init__(self, inner: Sampler) -> None:
        self._inner = inner

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """The decision for a span that is about to start."""
        caused = trace.get_current_span(parent_context).get_span_context().is_valid
        if kind is SpanKind.CLIENT and not caused:
            return SamplingResult(Decision.DROP)
        return self._inner.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)

    def get_description(self) -> str:
        """For logs of the SDK."""
        return f"CausedOnly({self._inner.get_description()})"


def keeps_trace(trace_id: int) -> bool:
    """Whether a trace that begins outside, with this id, is kept. All processes with the same setting agree."""
    provider = trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):
        return False
    decision = provider.sampler.should_sample(Context(), trace_id, "root").decision
    return decision is Decision.RECORD_AND_SAMPLE


def is_left_out(traceparent: str) -> bool:
    """Whether, as is usual, no span is recorded below that one because it is not sampled: then none need be made."""
    return not is_sampled(traceparent) and _follows_parents(trace.get_tracer_provider())


@cache
def _follows_parents(provider: trace.TracerProvider) -> bool:
    if not isinstance(provider, TracerProvider):
        return True
    unsampled = NonRecordingSpan(SpanContext(trace_id=1, span_id=1, is_remote=True))
    context = set_span_in_context(unsampled, Context())
    return provider.sampler.should_sample(context, 1, "any", SpanKind.CONSUMER).decision is Decision.DROP
