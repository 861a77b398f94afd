"""Spans of work: which is current, what failed, what belongs together."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context, attach
from opentelemetry.trace import INVALID_SPAN, Link, NonRecordingSpan, Span, SpanKind, Status, StatusCode
from opentelemetry.util.types import AttributeValue

from shared.telemetry.context import context_of, place_in
from shared.telemetry.sampling import is_left_out

_tracer = trace.get_tracer("choreo")

Attributes = Mapping[str, AttributeValue]


def start_span(
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    *,
    parent: str | Span | None = None,
    links: Sequence[str] = (),
    attributes: Attributes | None = None,
    at: int | None = None,
) -> Span:
    """A child of `parent`: a span of this process, or a traceparent of any; None makes a root. `at` is in nanoseconds
    since 1970, if not now. Whoever starts it ends it. Below what is not sampled nothing is made: it stands for that."""
    if isinstance(parent, str) and is_left_out(parent):
        return stand_for(parent)
    context = Context() if parent is None else context_of(parent) if isinstance(parent, str) else _within(parent)
    linked = [Link(place_in(link)) for link in links]
    return _tracer.start_span(name, context, kind, attributes, linked, start_time=at)


def stand_for(traceparent: str) -> Span:
    """In the place of a span that is not made: what is caused in it goes on in that trace."""
    return NonRecordingSpan(place_in(traceparent))


def enter_span(span: Span) -> None:
    """From here on the span is current, until the running context ends."""
    if span is not INVALID_SPAN:
        attach(trace.set_span_in_context(span))


@contextmanager
def working_on(span: Span) -> Iterator[None]:
    """Within it the span is current: calls to database, Redis and outside are its children. It is not ended."""
    if span is INVALID_SPAN:
        yield
        return
    with trace.use_span(span, end_on_exit=False, record_exception=False, set_status_on_exception=False):
        yield


@contextmanager
def working_together(
    name: str, kind: SpanKind, spans: Sequence[Span], *, links: Sequence[str], attributes: Attributes
) -> Iterator[None]:
    """What several spans cause together has a trace of its own, linked as told, and each span has a link to it. What
    one span causes stands below it. Nothing is made when no span is recorded."""
    recorded = [span for span in spans if span.is_recording()]
    if len(spans) < 2 or not recorded:
        with working_on(spans[0] if spans else INVALID_SPAN):
            yield
        return
    together = start_span(name, kind, links=links, attributes=attributes)
    if together.is_recording():
        for span in recorded:
            span.add_link(together.get_span_context())
    try:
        with working_on(together):
            yield
    finally:
        end_span(together)


def current_span() -> Span | None:
    """The span of this process that the caller works on, if there is one."""
    span = trace.get_current_span()
    context = span.get_span_context()
    return span if context.is_valid and not context.is_remote else None


def is_recorded() -> bool:
    """Whether what is done here and now is recorded."""
    return trace.get_current_span().is_recording()


def note_failure(span: Span, error: BaseException) -> None:
    """The span failed with that."""
    if span.is_recording():
        span.record_exception(error)
        span.set_attribute("error.type", type(error).__qualname__)
        span.set_status(Status(StatusCode.ERROR, str(error)))


def end_span(span: Span) -> None:
    """Ends it, unless that was done."""
    if span.is_recording():
        span.end()


def _within(parent: Span) -> Context:
    return trace.set_span_in_context(parent, Context())
