"""A process that dies takes spans with it that it had no time to export: the trace has no hole all the same."""

import pytest

from choreo.audit.audit import audit
from choreo.demo.wishes import Wish
from choreo.processes.together import together
from tests.chaos.crowd import Crowd
from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.e2e.wire import GOOD_ENDING
from tests.patience import eventually
from tests.tracing.receiver import Receiver
from tests.tracing.story import SPEAKER, said_and_heard, trace_with
from tests.tracing.tree import one_root, shown, the

POINTS = {
    "order_service": "published:1",
    "inventory_service": "after_commit:1",
    "discount_service": "published:1",
    "payment_service": "after_outside:1",
    "shipping_service": "after_outside:1",
}
"""At which step of the first work that it would speak of, each service dies."""
FIVE_DEATHS = 90.0
"""Seconds: each time, Kafka waits for CHOREO_SESSION_TIMEOUT before it gives the partitions to the next life."""


@pytest.fixture(autouse=True)
async def at_rest(shop: Shop) -> None:
    """Orders of other tests are through, so that the first work of a new life is on ours."""
    report = await audit(shop.stack.addresses)
    assert not report.unquiet, report.unquiet


async def test_what_was_said_before_a_kill_is_published_by_a_sweeper_in_its_trace(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    await shop.restart("inventory_service", {"CHOREO_FAULT": "after_commit:1"})
    order_id = (await shop.place(customer, goods.order()))["order_id"]
    assert await shop.ending_of(customer, order_id) == "COMPLETED"

    trace = await trace_with(receiver, order_id, said_and_heard(*GOOD_ENDING))

    swept = the(trace, "send inventory.reserved")
    assert swept.attributes["choreo.swept"] is True
    speaker = trace.parent_of(swept)
    assert speaker is not None
    assert (speaker.name, speaker.service) == ("process order.created", "inventory_service")
    assert speaker.attributes["choreo.restored"] is True
    assert trace.parent_of(speaker) == the(trace, "send order.created")
    assert all(each.started >= swept.started >= speaker.started for each in trace.below(swept)), shown(trace)


async def test_no_trace_has_a_hole_though_everybody_dies_in_the_middle_of_an_order(
    shop: Shop, receiver: Receiver, goods: Goods, customer: str
) -> None:
    before = len(shop.said)
    await together(*(shop.restart(service, {"CHOREO_FAULT": point}) for service, point in POINTS.items()))

    [errand] = await Crowd(shop, customer).buy([Wish(goods.order(), "COMPLETED")])

    async def all_is_said() -> bool:
        return {record.topic for record in shop.wire.said_of(errand.order_id)} >= GOOD_ENDING

    await eventually(all_is_said, seconds=FIVE_DEATHS)
    died = {told.split()[0] for told in shop.said[before:] if "ended with status -9" in told}
    assert died == set(POINTS)
    trace = await trace_with(receiver, errand.order_id, {(SPEAKER[topic], f"send {topic}") for topic in GOOD_ENDING})
    assert one_root(trace).name == "POST /orders"
    for topic in GOOD_ENDING:
        the(trace, f"send {topic}")
