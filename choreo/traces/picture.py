"""A trace drawn as a tree of lines: what, by whom, when it began, how long it took, what it is linked to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from choreo.traces.span import Link, Span
from choreo.traces.trace import Trace

_DATABASE = ("db.system.name", "db.system")


@dataclass(frozen=True, slots=True)
class Line:
    """`begins` is counted from the begin of the trace. Only `what` of a linked span is told."""

    what: str
    service: str = ""
    begins: str = ""
    lasts: str = ""
    failed: bool = False


def draw(trace: Trace, others: Mapping[str, Trace] | None = None, *, whole: bool = False) -> list[Line]:
    """Its lines, top down. `others`, by id, are traces of which linked spans are known by name. Unless `whole`, calls
    to databases that went well are one line per caller. Orphans stand at the end, under what is missing."""
    pen = _Pen(trace, {trace.trace_id: trace, **(others or {})}, whole)
    lines = [line for root in trace.roots for line in pen.draw(root, "", "")]
    for orphan in trace.orphans:
        lines.append(Line(f"(parent {orphan.parent_id} is missing)", failed=True))
        lines += pen.draw(orphan, "└─ ", "   ")
    return lines


def widths(lines: Sequence[Line]) -> tuple[int, int, int, int]:
    """Of the four columns. Lines without a service, such as links, may run across all of them."""
    spans = [line for line in lines if line.service]
    columns = zip(*((line.what, line.service, line.begins, line.lasts) for line in spans), strict=True)
    what, service, begins, lasts = (max(map(len, column)) for column in columns) if spans else (0, 0, 0, 0)
    return what, service, begins, lasts


def as_text(lines: Sequence[Line]) -> str:
    """In columns, for where nothing cuts lines off."""
    what, service, begins, lasts = widths(lines)
    return "\n".join(
        f"{line.what:{what}}  {line.service:{service}}  {line.begins:>{begins}}  {line.lasts:>{lasts}}".rstrip()
        for line in lines
    )


class _Pen:
    def __init__(self, trace: Trace, known: Mapping[str, Trace], whole: bool) -> None:
        self._trace, self._known, self._whole = trace, known, whole

    def draw(self, span: Span, branch: str, trunk: str) -> Iterator[Line]:
        """The span and what is below it. `branch` stands before the span, `trunk` before all else."""
        yield self._line(span, branch)
        shown, folded = self._children(span)
        for link in span.links:
            yield Line(f"{trunk}{'│ ' if shown or folded else '  '}⤷ linked: {self._name(link)}")
        for child in shown:
            last = child is shown[-1] and not folded
            yield from self.draw(child, trunk + ("└─ " if last else "├─ "), trunk + ("   " if last else "│  "))
        if folded:
            yield self._fold(folded, f"{trunk}└─ ")

    def _children(self, span: Span) -> tuple[list[Span], list[Span]]:
        children = self._trace.children_of(span)
        folded = [] if self._whole else [child for child in children if self._is_routine(child)]
        return [child for child in children if child not in folded], folded

    def _is_routine(self, span: Span) -> bool:
        to_database = any(name in span.attributes for name in _DATABASE)
        return to_database and not span.failed and not span.links and not self._trace.children_of(span)

    def _line(self, span: Span, branch: str) -> Line:
        trouble = f" ✗ {span.message or span.attributes.get('error.type') or 'failed'}" if span.failed else ""
        return Line(
            f"{branch}{_called(span)}{trouble.splitlines()[0] if trouble else ''}",
            span.service,
            self._begins(span),
            _milliseconds(span.ended - span.started),
            span.failed,
        )

    def _fold(self, spans: list[Span], branch: str) -> Line:
        calls: dict[str, int] = {}
        for span in spans:
            system = next(str(span.attributes[name]) for name in _DATABASE if name in span.attributes)
            calls[system] = calls.get(system, 0) + 1
        what = ", ".join(f"{count} × {system}" for system, count in calls.items())
        lasts = sum(span.ended - span.started for span in spans)
        return Line(f"{branch}{what}", spans[0].service, self._begins(spans[0]), _milliseconds(lasts))

    def _name(self, link: Link) -> str:
        trace = self._known.get(link.trace_id)
        span = trace.by_id.get(link.span_id) if trace else None
        where = self._begins(span) if span and trace is self._trace else f"in trace {link.trace_id}"
        return f"{span.name}, {span.service}, {where}" if span else f"span {link.span_id} {where}"

    def _begins(self, span: Span) -> str:
        return f"+{_milliseconds(span.started - self._trace.started)}"


def _called(span: Span) -> str:
    """Its name; for a call by HTTP, which is named for its method only, also where to."""
    url = span.attributes.get("url.full") if span.kind == "client" else None
    return f"{span.name} {urlsplit(str(url)).path}" if url else span.name


def _milliseconds(nanoseconds: int) -> str:
    return f"{nanoseconds / 1e6:.1f} ms"
