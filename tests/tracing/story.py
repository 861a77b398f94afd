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
    return said | {(hearer, f"process {topic}") for topic in topics for hearer in HEARERS[topic]}


async def trace_with(receiver: Receiver, order_id: str, expected: Iterable[Seen]) -> Trace:
    """The order's only trace, well formed, as soon as all of this is in it and everybody's parent has arrived."""
    wanted = set(expected)

    async def is_complete() -> bool:
        traces = _of_order(receiver, order_id)
        return len(traces) == 1 and not traces[0].orphans and _seen(traces[0]) >= wanted

    try:
        await eventually(is_complete, every=0.1)
    except AssertionError:
        traces = _of_order(receiver, order_id)
        pictures = "".join(map(shown, traces))
        assert traces, f"no trace of order {order_id} arrived"
        missing = sorted(wanted - {each for trace in traces for each in _seen(trace)})
        raise AssertionError(f"missing: {missing or 'only parents, or there are too many traces'}{pictures}") from None
    [trace] = _of_order(receiver, order_id)
    well_formed(trace, receiver.traces)
    return trace


def messaging_in(trace: Trace) -> list[Seen]:
    """All sendings and processings, with repetitions."""
    return [(span.service, span.name) for span in trace.spans if span.kind in ("producer", "consumer")]


def _of_order(receiver: Receiver, order_id: str) -> list[Trace]:
    """Those with a sending or processing of it: a request that asks for a cancel has a trace of its own."""
    return [trace for trace in receiver.of_order(order_id) if messaging_in(trace)]


def _seen(trace: Trace) -> set[Seen]:
    return {(span.service, span.name) for span in trace.spans}
