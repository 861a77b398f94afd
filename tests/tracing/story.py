"""What is to be seen in an order's trace: each event said once, and heard by all who hear it."""

from collections.abc import Iterable

from choreo.stack.members import SERVICES
from choreo.traces.trace import Trace
from shared.migrate.services import load_service
from tests.e2e.wire import HEARERS
from tests.patience import eventually
from tests.tracing.receiver import Receiver
from tests.tracing.tree import shown, well_formed

SPEAKER = {event.topic: service for service in SERVICES for event in load_service(service).emits}
"""Who says what."""

Seen = tuple[str, str]
"""A service, and the name of a span."""


def said_and_heard(*topics: str) -> set[Seen]:
    """The sending of each, and its handling by each who hears it."""
    said = {(SPEAKER[topic], f"send {topic}") for topic in topics}
    return said | {(hearer, f"process {topic}") for topic in topics for hearer in HEARERS.get(topic, ())}


async def trace_with(receiver: Receiver, order_id: str, expected: Iterable[Seen]) -> Trace:
    """The order's only trace, well formed, as soon as all of this is in it, and what it names has arrived."""
    wanted = set(expected)

    async def is_complete() -> bool:
        traces = _of_order(receiver, order_id)
        return len(traces) == 1 and not _lacking(traces, wanted, receiver)

    try:
        await eventually(is_complete, every=0.1)
    except AssertionError:
        traces = _of_order(receiver, order_id)
        pictures = "".join(shown(trace, receiver.traces) for trace in traces)
        raise AssertionError(f"{len(traces)} traces, lacking {_lacking(traces, wanted, receiver)}{pictures}") from None
    [trace] = _of_order(receiver, order_id)
    well_formed(trace, receiver.traces)
    return trace


def _lacking(traces: Iterable[Trace], wanted: set[Seen], receiver: Receiver) -> list[str]:
    """What is not there yet of what must be."""
    spans = [span for trace in traces for span in trace.spans]
    unseen = wanted - {(span.service, span.name) for span in spans}
    parents = {f"the parent of {orphan.name}" for trace in traces for orphan in trace.orphans}
    linked = {f"a link of {span.name}" for span in spans for link in span.links if not receiver.has(link)}
    return sorted({f"{name} by {service}" for service, name in unseen} | parents | linked)


def messaging_in(trace: Trace) -> list[Seen]:
    """All sendings and processings, with repetitions."""
    return [(span.service, span.name) for span in trace.spans if span.kind in ("producer", "consumer")]


def _of_order(receiver: Receiver, order_id: str) -> list[Trace]:
    """Those with a sending or processing of it: a request that asks for a cancel has a trace of its own."""
    return [trace for trace in receiver.of_order(order_id) if messaging_in(trace)]
