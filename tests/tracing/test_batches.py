"""Work that belongs to several orders at once has a trace of its own, linked with each of them."""

import asyncio

from choreo.traces.span import Link, Span
from choreo.traces.trace import Trace
from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.patience import eventually
from tests.tracing.receiver import Receiver
from tests.tracing.story import said_and_heard, trace_with
from tests.tracing.tree import one_root, shown, the

INVENTORY = "inventory_service"
AT_ONCE = 12
"""More than a topic has partitions, so that two records are in one partition, and come together."""


async def test_records_that_are_handled_together_share_a_batch_that_each_is_linked_to(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    inventory = shop.stack.member(INVENTORY)
    await inventory.hold()
    orders = [(await shop.place(customer, goods.order()))["order_id"] for _ in range(AT_ONCE)]
    for order_id in orders:
        await shop.wire.until_said(order_id, "order.created")
    await inventory.release()

    seen = {(INVENTORY, "process order.created")}
    traces = [await trace_with(receiver, order_id, seen) for order_id in orders]

    together = [trace for trace in traces if the(trace, "process order.created", INVENTORY).links]
    assert len(together) >= 2
    for trace in together:
        processing = the(trace, "process order.created", INVENTORY)
        batch, shared = shared_trace(receiver, processing)
        assert (shared.name, shared.kind, shared.service) == ("process batch", "consumer", INVENTORY)
        assert shared.attributes["messaging.batch.message_count"] == len(shared.links) >= 2
        assert processing.parent_id is not None
        assert Link(trace.trace_id, processing.parent_id) in shared.links, shown(batch, receiver.traces)
        calls = {call.attributes.get("db.system.name") for call in batch.children_of(shared)}
        assert calls == {"postgresql", "redis"}, shown(batch)
        assert {below.kind for below in trace.children_of(processing)} <= {"producer"}, shown(trace)


async def test_orders_that_are_placed_together_share_a_transaction_that_each_is_linked_to(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    async def placed_together() -> list[Trace]:
        orders = await asyncio.gather(*(shop.place(customer, goods.order()) for _ in range(AT_ONCE)))
        created = said_and_heard("order.created")
        traces = [await trace_with(receiver, order["order_id"], created) for order in orders]
        return [trace for trace in traces if one_root(trace).links]

    for trace in await eventually(placed_together, seconds=60):
        request = one_root(trace)
        transaction, shared = shared_trace(receiver, request)
        assert (shared.name, shared.kind, shared.service) == ("commands", "internal", "order_service")
        assert shared.attributes["choreo.command_count"] == len(shared.links) >= 2
        assert Link(request.trace_id, request.span_id) in shared.links, shown(transaction, receiver.traces)
        assert {call.attributes.get("db.system.name") for call in transaction.children_of(shared)} == {"postgresql"}


def shared_trace(receiver: Receiver, span: Span) -> tuple[Trace, Span]:
    """The trace that its only link leads to, and the root of that."""
    [link] = span.links
    trace = receiver.trace(link.trace_id)
    root = one_root(trace)
    assert link.span_id == root.span_id
    return trace, root
