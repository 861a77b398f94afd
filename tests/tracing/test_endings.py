"""However an order ends, all of it stands in one trace: each event said once, and heard by all who hear it."""

from collections import Counter

from choreo.stack.members import SERVICES
from choreo.traces.span import Span
from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.e2e.wire import GOOD_ENDING
from tests.tracing.receiver import Receiver
from tests.tracing.story import messaging_in, said_and_heard, trace_with
from tests.tracing.tree import calls_of, linked_to, one_root, shown, the, well_formed

UNDONE = {"order.cancelled", "inventory.released", "discount.released"}


async def test_a_completed_order(shop: Shop, receiver: Receiver, goods: Goods, customer: str) -> None:
    order_id = (await shop.place(customer, goods.order(coupon_code=goods.coupon)))["order_id"]
    expected = said_and_heard(*GOOD_ENDING)

    trace = await trace_with(receiver, order_id, expected)

    root = one_root(trace)
    assert (root.name, root.kind, root.service) == ("POST /orders", "server", "order_service")
    assert trace.services == set(SERVICES)
    assert Counter(messaging_in(trace)) == Counter(expected), shown(trace)
    assert {span.name for span in trace.spans if span.failed} == set()


async def test_calls_to_the_outside_and_to_databases_stand_below_what_needed_them(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    order_id = (await shop.place(customer, goods.order()))["order_id"]

    trace = await trace_with(receiver, order_id, said_and_heard(*GOOD_ENDING))

    def calls(name: str, service: str) -> set[str]:
        return {_called(call) for call in calls_of(the(trace, name, service), receiver.traces)}

    assert calls("process payment.requested", "payment_service") == {"postgresql", "redis", "POST"}, shown(trace)
    assert calls("process payment.succeeded", "shipping_service") == {"postgresql", "redis", "PUT"}, shown(trace)
    assert calls("process order.created", "inventory_service") == {"postgresql", "redis"}, shown(trace)
    assert calls("POST /orders", "order_service") == {"postgresql"}, shown(trace)


async def test_a_declined_order(shop: Shop, receiver: Receiver, goods: Goods, customer: str) -> None:
    order_id = (await shop.place(customer, goods.order(payment_method="pm_card_visa_chargeDeclined")))["order_id"]
    begun = {"order.created", "inventory.reserved", "discount.applied", "payment.requested", "payment.failed"}
    expected = said_and_heard(*begun, *UNDONE)

    trace = await trace_with(receiver, order_id, expected)

    assert one_root(trace).name == "POST /orders"
    assert Counter(messaging_in(trace)) == Counter(expected), shown(trace)
    assert trace.parent_of(the(trace, "send order.cancelled")) == the(trace, "process payment.failed", "order_service")


async def test_a_cancelled_order_goes_on_in_its_own_trace_linked_to_the_request_that_cancelled_it(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    async with shop.trouble("carrier", latency=2):
        order_id = (await shop.place(customer, goods.order()))["order_id"]
        await shop.wire.until_said(order_id, "payment.succeeded")
        await shop.ask(customer, "order_service", "POST", f"/orders/{order_id}/cancel")
    assert await shop.ending_of(customer, order_id) == "customer_request"
    paid = {"order.created", "inventory.reserved", "discount.applied", "payment.requested", "payment.succeeded"}

    trace = await trace_with(receiver, order_id, said_and_heard(*paid, *UNDONE, "payment.refunded"))

    cancelling = trace.parent_of(the(trace, "send order.cancelled"))
    assert cancelling is not None
    assert (cancelling.name, cancelling.service) == ("cancel_order", "order_service")
    assert trace.parent_of(cancelling) == one_root(trace)
    [link] = cancelling.links
    request = receiver.trace(link.trace_id)
    well_formed(request, receiver.traces)
    asked = one_root(request)
    assert linked_to(cancelling, [asked], receiver.traces)
    assert (asked.name, asked.kind) == ("POST /orders/{order_id}/cancel", "server")
    assert asked.attributes["order.id"] == order_id


async def test_an_order_typed_by_hand(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str, order_id: str
) -> None:
    await shop.wire.type("order.created", goods.event(customer, order_id), order_id)
    expected = said_and_heard(*GOOD_ENDING)

    trace = await trace_with(receiver, order_id, expected)

    root = one_root(trace)
    assert (root.name, root.kind, root.service) == ("send order.created", "producer", "order_service")
    assert root.attributes["choreo.by_hand"] is True
    assert Counter(messaging_in(trace)) == Counter(expected), shown(trace)


def _called(call: Span) -> str:
    return str(call.attributes.get("db.system.name") or call.attributes["http.request.method"])
