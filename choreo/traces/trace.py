"""The spans of one trace as a tree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from choreo.traces.span import Span


class Trace:
    """Spans in the order of their starts. A span that was told twice is there once."""

    def __init__(self, trace_id: str, spans: Iterable[Span]) -> None:
        self.trace_id = trace_id
        self.by_id = {span.span_id: span for span in spans if span.trace_id == trace_id}
        self.spans = tuple(sorted(self.by_id.values(), key=lambda span: span.started))
        self._children: dict[str | None, list[Span]] = defaultdict(list)
        for span in self.spans:
            self._children[span.parent_id].append(span)

    @property
    def roots(self) -> list[Span]:
        """Spans without a parent: one, if all is well."""
        return self._children[None]

    @property
    def orphans(self) -> list[Span]:
        """Spans whose parent is not there: none, if all is well and has arrived."""
        return [span for span in self.spans if span.parent_id is not None and span.parent_id not in self.by_id]

    @property
    def started(self) -> int:
        """When the first began, in nanoseconds since 1970."""
        return min(span.started for span in self.spans)

    @property
    def services(self) -> set[str]:
        """Whose spans there are."""
        return {span.service for span in self.spans}

    def parent_of(self, span: Span) -> Span | None:
        """None for a root or an orphan."""
        return self.by_id.get(span.parent_id or "")

    def children_of(self, span: Span) -> list[Span]:
        """Its direct ones."""
        return self._children[span.span_id]

    def below(self, span: Span) -> Iterator[Span]:
        """All that it caused, at any depth."""
        for child in self.children_of(span):
            yield child
            yield from self.below(child)
