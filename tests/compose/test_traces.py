"""An order is followed in Jaeger."""

import httpx

from choreo.demo.shop import Shop
from choreo.stack.members import SERVICES
from choreo.traces.jaeger import Jaeger
from choreo.traces.order import OrderTraces, read_traces_of
from tests.compose.customers import endings, place_orders
from tests.compose.project import Project
from tests.e2e.wire import GOOD_ENDING
from tests.patience import eventually
from tests.tracing.story import said_and_heard
from tests.tracing.tree import one_root, shown, well_formed


async def test_a_completed_order_is_one_trace_of_all_five_services(project: Project, shop: Shop) -> None:
    [order_id] = await place_orders(shop, 1)
    assert await endings(shop, [order_id]) == {"COMPLETED"}
    expected = said_and_heard(*GOOD_ENDING)

    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:

        async def told() -> OrderTraces | None:
            found = await read_traces_of(order_id, Jaeger(http, project.jaeger), project.stack)
            seen = {(span.service, span.name) for span in found.of_order[0].spans}
            return found if seen >= expected and not found.of_order[0].orphans else None

        found = await eventually(told, seconds=60, every=0.5)

    assert found is not None
    trace = found.of_order[0]
    well_formed(trace, found.linked)
    assert one_root(trace).name == "POST /orders", shown(trace)
    assert trace.services == set(SERVICES), shown(trace)
    assert {span.resource["host.name"] for span in trace.spans} == {"choreo"}


async def test_the_command_shows_it(project: Project, shop: Shop) -> None:
    [order_id] = await place_orders(shop, 1)
    assert await endings(shop, [order_id]) == {"COMPLETED"}

    async def shows() -> str:
        told = await project.type(f".venv/bin/choreo --stack compose trace {order_id} || true")
        return told if "process shipment.created" in told else ""

    assert "POST /orders" in await eventually(shows, seconds=60, every=1)
