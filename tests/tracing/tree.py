"""What a trace must be like. Failures show the whole of it."""

from collections.abc import Iterable, Mapping

from choreo.traces.picture import as_text, draw
from choreo.traces.span import Kind, Span
from choreo.traces.trace import Trace

BATCHES = {"process batch", "commands"}
KINDS: dict[str, Kind] = {"send": "producer", "process": "consumer"}


def shown(trace: Trace, others: Mapping[str, Trace] | None = None) -> str:
    """The trace, for the message of a failure."""
    return f"\n\ntrace {trace.trace_id}\n{as_text(draw(trace, others))}\n"


def one_root(trace: Trace) -> Span:
    """The only span without a parent."""
    assert len(trace.roots) == 1, f"{len(trace.roots)} roots instead of one{shown(trace)}"
    return trace.roots[0]


def no_orphans(trace: Trace) -> None:
    """Every other span's parent is in the trace."""
    lost = [span.name for span in trace.orphans]
    assert not lost, f"the parents of {lost} are missing{shown(trace)}"


def links_resolve(trace: Trace, traces: Mapping[str, Trace]) -> None:
    """What a span is linked to has arrived."""
    for span in trace.spans:
        for link in span.links:
            there = link.trace_id in traces and link.span_id in traces[link.trace_id].by_id
            assert there, (
                f"{span.name} of {span.service} is linked to nothing that arrived: {link}{shown(trace, traces)}"
            )


def sendings_and_processings(trace: Trace) -> None:
    """Each is named for its topic, of its kind, and a processing stands below the sending of what it processes."""
    for span in trace.spans:
        operation, _, topic = span.name.partition(" ")
        if operation not in KINDS:
            continue
        assert span.kind == KINDS[operation], f"{span.name} is a {span.kind}{shown(trace)}"
        assert span.attributes["messaging.operation.name"] == operation
        assert span.attributes["messaging.destination.name"] == topic
        parent = trace.parent_of(span)
        if operation == "process":
            below = parent.name if parent else "nothing"
            assert below == f"send {topic}", f"{span.name} stands below {below}{shown(trace)}"


def well_formed(trace: Trace, traces: Mapping[str, Trace]) -> None:
    """All of the above."""
    one_root(trace)
    no_orphans(trace)
    links_resolve(trace, traces)
    sendings_and_processings(trace)


def all_named(trace: Trace, name: str, service: str | None = None) -> list[Span]:
    """Spans of that name, of one service or of all, in the order of their starts."""
    return [span for span in trace.spans if span.name == name and service in (None, span.service)]


def the(trace: Trace, name: str, service: str | None = None) -> Span:
    """The only one of that name."""
    found = all_named(trace, name, service)
    assert len(found) == 1, f"{len(found)} spans {name} of {service or 'anybody'} instead of one{shown(trace)}"
    return found[0]


def linked_to(span: Span, targets: Iterable[Span], traces: Mapping[str, Trace]) -> bool:
    """Whether its links are exactly these, but for the batch that it may have been in, with others."""
    linked = [traces[link.trace_id].by_id[link.span_id] for link in span.links]
    places = {(other.trace_id, other.span_id) for other in linked if other.name not in BATCHES}
    return places == {(target.trace_id, target.span_id) for target in targets}


def calls_of(span: Span, traces: Mapping[str, Trace]) -> list[Span]:
    """Calls to databases and to the outside that it made, by itself or together with a batch that it is linked to."""
    batches = [traces[link.trace_id].by_id[link.span_id] for link in span.links]
    return [
        call
        for caller in (span, *batches)
        for call in traces[caller.trace_id].children_of(caller)
        if call.kind == "client"
    ]
