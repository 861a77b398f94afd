"""The traces in which an order was handled."""

from collections.abc import Iterable
from dataclasses import dataclass

import asyncpg

from choreo.audit.databases import open_databases
from choreo.errors import CommandError
from choreo.stack.addresses import Stack
from choreo.traces.jaeger import Jaeger
from choreo.traces.trace import Trace
from shared.telemetry.context import is_sampled

ORDER = "order.id"
"""The attribute that spans of an order carry."""
_LINKED = 50
"""So many linked traces are read for the names of their spans."""


@dataclass(frozen=True)
class OrderTraces:
    """`of_order`: the earliest first. One, unless events are joined by links (CHOREO_TRACE_JOIN), or somebody asked for
    the order over HTTP. `linked`, by id: those that spans of the first are linked to."""

    of_order: list[Trace]
    linked: dict[str, Trace]


async def read_traces_of(order_id: str, jaeger: Jaeger, stack: Stack | None) -> OrderTraces:
    """Raises CommandError when there are none, and says why as far as the running `stack` can tell."""
    found = await jaeger.read(await jaeger.find(ORDER, order_id))
    if not found:
        trace_id = await _place_of(order_id, jaeger, stack)
        found = await jaeger.read([trace_id])
        if not found:
            raise CommandError(
                f"Jaeger at {jaeger.url} does not have trace {trace_id}, in which order {order_id} stands: the "
                "services send it none (OTEL_EXPORTER_OTLP_ENDPOINT), or it is gone, for Jaeger keeps the latest only"
            )
    known = {trace.trace_id: trace for trace in found}
    linked = await jaeger.read(sorted(_linked(found) - known.keys())[:_LINKED])
    return OrderTraces(found, known | {trace.trace_id: trace for trace in linked})


def _linked(traces: Iterable[Trace]) -> set[str]:
    return {link.trace_id for trace in traces for span in trace.spans for link in span.links}


async def _place_of(order_id: str, jaeger: Jaeger, stack: Stack | None) -> str:
    """The id of the trace that the order itself names."""
    if stack is None:
        raise CommandError(
            f"Jaeger at {jaeger.url} has no trace of an order {order_id}: there is no such order, its trace was not "
            "sampled, or it is gone. No stack runs here that could say which (`choreo up`, `choreo --stack compose`)"
        )
    try:
        async with open_databases(stack) as databases:
            sql = "select traceparent from orders where order_id = $1"
            rows = await databases.rows("order_service", sql, order_id)
    except (OSError, asyncpg.PostgresError) as error:
        raise CommandError(f"the databases cannot be read ({error!r}): does all of the stack run?") from error
    if not rows:
        raise CommandError(f"there is no order {order_id}; `GET /orders` of order_service lists a customer's orders")
    traceparent: str = rows[0]["traceparent"]
    if not is_sampled(traceparent):
        raise CommandError(
            f"the trace of order {order_id} was not sampled, so nobody has it; OTEL_TRACES_SAMPLER and "
            "OTEL_TRACES_SAMPLER_ARG of the services say how many are"
        )
    return traceparent.split("-")[1]
