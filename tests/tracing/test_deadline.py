"""An order whose deadline passes ends in its own trace."""

from choreo.traces.trace import Trace
from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.tracing.receiver import Receiver
from tests.tracing.story import said_and_heard, trace_with
from tests.tracing.tree import linked_to, one_root, shown, the

SOON = {"CHOREO_PAYMENT_GIVE_UP": "1", "CHOREO_ORDER_DEADLINE": "2"}


async def test_what_the_deadline_causes_stands_in_the_order_s_trace_linked_to_the_timer(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    await shop.restart("order_service", SOON)
    try:
        async with shop.trouble("carrier", silence=True):
            order_id = (await shop.place(customer, goods.order()))["order_id"]
            assert await shop.ending_of(customer, order_id) == "deadline"
    finally:
        await shop.restart("order_service")

    trace = await trace_with(receiver, order_id, said_and_heard("order.created", "order.cancelled"))

    expiring = trace.parent_of(the(trace, "send order.cancelled"))
    assert expiring is not None
    assert (expiring.name, expiring.kind, expiring.service) == ("expire_order", "internal", "order_service")
    assert trace.parent_of(expiring) == one_root(trace), shown(trace)
    cause = caused_by(receiver, trace)
    assert linked_to(expiring, [one_root(cause)], receiver.traces)
    assert one_root(cause).name == "expire_order"


def caused_by(receiver: Receiver, trace: Trace) -> Trace:
    """The trace that the expiry is linked to."""
    [link] = the(trace, "expire_order").links
    return receiver.trace(link.trace_id)
