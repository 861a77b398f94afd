"""A process exports its part of a trace whole: children wait until the span that began the part has ended.

So a kill -9 loses the part, which the next delivery does anew, and leaves no child whose parent nobody ever saw."""

from dataclasses import dataclass, field
from threading import Lock

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor


@dataclass(slots=True)
class _Segment:
    first: int
    members: list[int] = field(default_factory=list)
    ended: list[ReadableSpan] = field(default_factory=list)


class WholeSegments(SpanProcessor):
    """Hands spans to `then` when the first span of their process' part has ended; those that end later, at once."""

    def __init__(self, then: SpanProcessor) -> None:
        self._then, self._lock = then, Lock()
        self._segment_of: dict[int, _Segment] = {}

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """A span without a parent in this process begins a segment."""
        span_id, parent = span.get_span_context().span_id, span.parent
        with self._lock:
            if parent is None or parent.is_remote:
                segment = _Segment(span_id)
            elif parent.span_id in self._segment_of:
                segment = self._segment_of[parent.span_id]
            else:
                return
            segment.members.append(span_id)
            self._segment_of[span_id] = segment

    def on_end(self, span: ReadableSpan) -> None:
        """Never blocks."""
        for ready in self._ready(span):
            self._then.on_end(ready)

    def _ready(self, span: ReadableSpan) -> list[ReadableSpan]:
        context = span.get_span_context()
        if context is None:
            return [span]
        span_id = context.span_id
        with self._lock:
            segment = self._segment_of.get(span_id)
            if segment is None:
                return [span]
            segment.ended.append(span)
            if span_id != segment.first:
                return []
            for member in segment.members:
                self._segment_of.pop(member, None)
            return segment.ended

    def shutdown(self) -> None:
        """Exports what has ended."""
        self._then.shutdown()

    def force_flush(self, timeout_millis: int | None = 30_000) -> bool:
        """Exports what has ended."""
        return self._then.force_flush(timeout_millis or 30_000)
