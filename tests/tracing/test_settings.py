"""What an operator may choose: traces joined by links, fewer traces, none; and what a caller brings is respected."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from os import urandom

from choreo.processes.together import together
from choreo.stack.members import SERVICES
from choreo.traces.trace import Trace
from shared import ids
from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.e2e.wire import GOOD_ENDING
from tests.patience import eventually
from tests.tracing.receiver import Receiver
from tests.tracing.story import said_and_heard, trace_with
from tests.tracing.tree import all_named, linked_to, one_root, sendings_and_processings, shown, the

INVENTORY = "inventory_service"
NOTHING = {"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0"}


async def test_a_service_may_handle_events_in_traces_of_its_own_linked_to_the_sending(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    async with told(shop, {"CHOREO_TRACE_JOIN": "link"}, INVENTORY):
        order_id = (await shop.place(customer, goods.order()))["order_id"]
        assert await shop.ending_of(customer, order_id) == "COMPLETED"

        async def placed_and_handled() -> tuple[Trace, Trace] | None:
            traces = {trace.roots[0].name: trace for trace in receiver.of_order(order_id) if trace.roots}
            placed, handled = traces.get("POST /orders"), traces.get("process order.created")
            if not (placed and handled) or placed.orphans or handled.orphans:
                return None
            return (placed, handled) if all_named(handled, "send inventory.reserved") else None

        found = await eventually(placed_and_handled)
    assert found is not None
    placed, handled = found

    root = one_root(handled)
    assert (root.kind, root.service) == ("consumer", INVENTORY)
    assert handled.parent_of(the(handled, "send inventory.reserved")) == root, shown(handled)
    assert linked_to(root, [the(placed, "send order.created")], receiver.traces), shown(handled, receiver.traces)
    assert not all_named(placed, "process order.created", INVENTORY), shown(placed)


async def test_a_trace_that_is_not_sampled_is_recorded_by_nobody_and_travels_on(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    typed_id = f"by-hand-{ids.new_id()[-12:]}"
    async with told(shop, NOTHING, *SERVICES):
        order_id = (await shop.place(customer, goods.order()))["order_id"]
        await shop.wire.type("order.created", goods.event(customer, typed_id), typed_id)
        await shop.wire.until_said(order_id, *GOOD_ENDING)
        await shop.wire.until_said(typed_id, *GOOD_ENDING)

    assert receiver.of_order(order_id) == []
    assert receiver.of_order(typed_id) == []
    places = places_of(shop, order_id)
    assert len({trace_id for trace_id, _ in places}) == 1
    assert not any(sampled for _, sampled in places)


async def test_a_caller_who_does_not_sample_is_respected(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    trace_id = urandom(16).hex()
    unsampled = await shop.place(customer, goods.order(), traceparent=f"00-{trace_id}-b7ad6b7169203331-00")
    await shop.wire.until_said(unsampled["order_id"], *GOOD_ENDING)
    sampled = await shop.place(customer, goods.order())
    await trace_with(receiver, sampled["order_id"], said_and_heard(*GOOD_ENDING))

    assert receiver.of_order(unsampled["order_id"]) == []
    assert places_of(shop, unsampled["order_id"]) == {(trace_id, False)}


async def test_a_caller_s_own_trace_goes_on_with_all_that_it_carries(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    trace_id, caller = urandom(16).hex(), urandom(8).hex()
    carried = {"traceparent": f"00-{trace_id}-{caller}-01", "tracestate": "shop=web", "baggage": "campaign=tea"}
    order_id = (await shop.place(customer, goods.order(), **carried))["order_id"]
    records = await shop.wire.until_said(order_id, *GOOD_ENDING)

    async def all_have_arrived() -> bool:
        names = {(span.service, span.name) for span in receiver.trace(trace_id).spans}
        return names >= said_and_heard(*GOOD_ENDING)

    await eventually(all_have_arrived)
    trace = receiver.trace(trace_id)
    [request] = trace.orphans
    assert (request.name, request.parent_id) == ("POST /orders", caller)
    assert not trace.roots
    sendings_and_processings(trace)
    for record in records:
        headers = {name: value.decode() for name, value in record.headers}
        assert (headers["tracestate"], headers["baggage"]) == ("shop=web", "campaign=tea"), record.topic


@asynccontextmanager
async def told(shop: Shop, environment: Mapping[str, str], *services: str) -> AsyncIterator[None]:
    """Within it these services have this environment."""
    await together(*(shop.restart(service, environment) for service in services))
    try:
        yield
    finally:
        await together(*(shop.restart(service) for service in services))


def places_of(shop: Shop, order_id: str) -> set[tuple[str, bool]]:
    """By what its records in Kafka say: the traces that they stand in, and whether those are sampled."""
    headers = [dict(record.headers)["traceparent"].decode() for record in shop.wire.said_of(order_id)]
    return {(header.split("-")[1], bool(int(header[-2:], 16) & 1)) for header in headers}
