"""A trace as text: each span where it belongs, calls to databases in one line, links by name."""

import pytest

from choreo.traces.picture import Line, as_text, draw
from choreo.traces.trace import Trace
from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.e2e.wire import GOOD_ENDING
from tests.tracing.receiver import Receiver
from tests.tracing.story import said_and_heard, trace_with
from tests.tracing.tree import one_root, the


@pytest.fixture
async def trace(shop: Shop, receiver: Receiver, goods: Goods, customer: str) -> Trace:
    """Of an order that completed."""
    order_id = (await shop.place(customer, goods.order()))["order_id"]
    return await trace_with(receiver, order_id, said_and_heard(*GOOD_ENDING))


def test_the_whole_has_a_line_for_each_span_and_each_link(trace: Trace) -> None:
    lines = draw(trace, whole=True)

    assert sum(bool(line.service) for line in lines) == len(trace.spans)
    assert sum("⤷ linked" in line.what for line in lines) == sum(len(span.links) for span in trace.spans)
    assert lines[0] == Line("POST /orders", "order_service", "+0.0 ms", lasting(trace))


def test_calls_to_databases_are_one_line_per_caller(trace: Trace) -> None:
    to_databases = [span for span in trace.spans if "db.system.name" in span.attributes]

    lines = draw(trace)

    folded = [line.what for line in lines if "×" in line.what]
    assert len(folded) == len({span.parent_id for span in to_databases})
    assert sum(calls_in(what) for what in folded) == len(to_databases)


def test_a_child_stands_below_its_parent_and_indented(trace: Trace) -> None:
    lines = [line.what for line in draw(trace, whole=True)]

    [shipping] = [line for line in lines if "send shipment.created" in line]
    [booking] = [line for line in lines if "PUT /bookings/" in line]
    [paid] = [line for line in lines if "send payment.succeeded" in line]
    assert lines.index(paid) < lines.index(booking) < lines.index(shipping)
    assert shipping.index("send") == booking.index("PUT") > paid.index("send")


def test_what_has_no_parent_is_shown_all_the_same(trace: Trace) -> None:
    lost = the(trace, "send payment.succeeded")
    rest = Trace(trace.trace_id, [span for span in trace.spans if span is not lost])

    lines = draw(rest, whole=True)

    assert sum(f"parent {lost.span_id} is missing" in line.what for line in lines) == len(trace.children_of(lost))
    assert sum(bool(line.service) for line in lines) == len(rest.spans)


def test_text_has_its_columns_below_each_other(trace: Trace) -> None:
    lines = as_text(draw(trace)).splitlines()

    services = {line.index("_service") for line in lines if "⤷" not in line and "discount_service" in line}
    assert len(services) == 1


def lasting(trace: Trace) -> str:
    """As a line says it."""
    root = one_root(trace)
    return f"{(root.ended - root.started) / 1e6:.1f} ms"


def calls_in(folded: str) -> int:
    """Of a line such as `└─ 2 × redis, 4 × postgresql`."""
    return sum(int(part.split(" × ")[0].split()[-1]) for part in folded.split(","))
