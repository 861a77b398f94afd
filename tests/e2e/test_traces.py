"""One order, one trace: from the HTTP request to the shipment, read off the records in Kafka."""

import json
import re
from datetime import datetime

from aiokafka.structs import ConsumerRecord

from tests.e2e.goods import Goods, address
from tests.e2e.shop import Shop
from tests.e2e.wire import GOOD_ENDING, HEARERS
from tests.patience import eventually

TRACE = "0af7651916cd43dd8448eb211c80319c"


def headers_of(record: ConsumerRecord) -> dict[str, str]:
    """Its headers, each of which comes once."""
    headers = {name: value.decode() for name, value in record.headers}
    assert len(headers) == len(record.headers)
    return headers


def trace_of(record: ConsumerRecord) -> str:
    """The trace it stands in."""
    traceparent = headers_of(record)["traceparent"]
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", traceparent)
    return traceparent.split("-")[1]


async def test_one_order_is_one_trace(shop: Shop, goods: Goods, customer: str) -> None:
    orders = [(await shop.place(customer, goods.order()))["order_id"] for _ in range(3)]

    traces = []
    for order_id in orders:
        records = await shop.wire.until_said(order_id, *GOOD_ENDING)
        assert {record.topic for record in records} == GOOD_ENDING
        [trace] = {trace_of(record) for record in records}
        traces.append(trace)

    assert len(set(traces)) == len(orders)


async def test_it_goes_on_in_the_trace_that_the_customer_brings(shop: Shop, goods: Goods, customer: str) -> None:
    order = await shop.place(customer, goods.order(), traceparent=f"00-{TRACE}-b7ad6b7169203331-01")

    records = await shop.wire.until_said(order["order_id"], *GOOD_ENDING)

    assert {trace_of(record) for record in records} == {TRACE}


async def test_a_traceparent_that_is_none_is_no_reason_to_refuse(shop: Shop, goods: Goods, customer: str) -> None:
    order = await shop.place(customer, goods.order(), traceparent="00-nonsense-01")

    records = await shop.wire.until_said(order["order_id"], *GOOD_ENDING)

    assert len({trace_of(record) for record in records}) == 1


async def test_what_is_undone_stands_in_it_too(shop: Shop, goods: Goods, customer: str) -> None:
    order = await shop.place(customer, goods.order(coupon_code=goods.coupon, shipping_address=address("00000")))

    undone = {"inventory.released", "discount.released", "payment.refunded", "order.cancelled"}
    records = await shop.wire.until_said(order["order_id"], "order.created", "shipment.failed", *undone)

    assert len({trace_of(record) for record in records}) == 1


async def test_a_cancellation_stands_in_the_order_s_trace_and_not_in_its_own(
    shop: Shop, goods: Goods, customer: str
) -> None:
    async with shop.trouble("carrier", latency=2):
        order_id = (await shop.place(customer, goods.order()))["order_id"]
        await shop.wire.until_said(order_id, "payment.succeeded")
        mine = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
        await shop.ask(customer, "order_service", "POST", f"/orders/{order_id}/cancel", headers=mine)
    records = await shop.wire.until_said(order_id, "order.cancelled", "payment.refunded", "inventory.released")

    [trace] = {trace_of(record) for record in records}
    assert trace != TRACE


async def test_every_record_is_a_cloud_event(shop: Shop, goods: Goods, customer: str) -> None:
    order = await shop.place(customer, goods.order())

    for record in await shop.wire.until_said(order["order_id"], *GOOD_ENDING):
        headers = headers_of(record)
        assert headers["ce_specversion"] == "1.0"
        assert headers["ce_type"] == record.topic
        assert headers["ce_source"] == f"{record.topic.split('.')[0]}_service".replace("shipment", "shipping")
        assert headers["ce_subject"] == record.key.decode() == json.loads(record.value)["order_id"]
        assert headers["ce_dataschema"] == f"urn:choreo:{record.topic}:1"
        assert headers["content-type"] == "application/json"
        assert datetime.fromisoformat(headers["ce_time"]).utcoffset() is not None

        async def is_done(topic: str = record.topic, event_id: str = headers["ce_id"]) -> bool:
            sql = "select 1 from inbox where event_id = $1"
            return all([await shop.rows(service, sql, event_id) for service in HEARERS.get(topic, ())])

        await eventually(is_done)
