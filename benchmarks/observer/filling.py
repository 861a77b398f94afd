"""Orders that nobody placed: their events, written to Kafka as the services would have said them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from aiokafka import AIOKafkaProducer

from choreo.exploration.promises import A_GOOD_ORDER_SHOWS
from choreo.stack.members import SERVICES
from shared import clock, ids
from shared.events.envelope import dataschema, rfc3339
from shared.messaging.cards import CARDS, card_of
from shared.migrate.services import load_service

_GOOD = (
    "order.created",
    "inventory.reserved",
    "discount.applied",
    "payment.requested",
    "payment.succeeded",
    "shipment.created",
    "order.completed",
    "inventory.shipped",
)
_OUT_OF_STOCK = ("order.created", "inventory.rejected", "discount.applied", "order.cancelled", "discount.released")
_DAYS = 7
assert set(_GOOD) == A_GOOD_ORDER_SHOWS

Said = tuple[str, str, bytes, int, list[tuple[str, bytes]]]
"""Topic, key, body, milliseconds since 1970, headers."""


def orders_said(orders: int, chance: Random) -> Iterator[Said]:
    """One in ten is out of stock; spread over the past days, each within a second."""
    speakers = {event.topic: name for name in SERVICES for event in load_service(name).emits}
    begin = clock.now() - timedelta(days=_DAYS)
    for number in range(orders):
        order_id = ids.new_id()
        at = begin + timedelta(days=_DAYS) * number / (orders + 1)
        for step, topic in enumerate(_OUT_OF_STOCK if chance.random() < 0.1 else _GOOD):
            moment = at + timedelta(milliseconds=100 * step)
            headers = {
                "ce_specversion": "1.0",
                "ce_id": ids.new_id(),
                "ce_type": topic,
                "ce_source": speakers[topic],
                "ce_time": rfc3339(moment),
                "ce_subject": order_id,
                "ce_dataschema": dataschema(topic, 1),
                "content-type": "application/json",
                "traceparent": f"00-{chance.getrandbits(128):032x}-{chance.getrandbits(64):016x}-01",
            }
            told = [(name, value.encode()) for name, value in headers.items()]
            yield topic, order_id, _body(topic, order_id, number), round(moment.timestamp() * 1000), told


async def write(kafka: str, orders: int, seed: int) -> tuple[int, str]:
    """Cards and events. How many records, and one of the orders."""
    one, written = "", 0
    async with AIOKafkaProducer(bootstrap_servers=kafka, linger_ms=20, max_batch_size=256 * 1024) as producer:
        for name in SERVICES:
            card = card_of(load_service(name), "http://127.0.0.1:9")
            await producer.send_and_wait(CARDS, card.model_dump_json().encode(), key=card.key)
        for topic, key, body, at, headers in orders_said(orders, Random(seed)):
            await producer.send(topic, body, key=key.encode(), timestamp_ms=at, headers=headers)
            one, written = key, written + 1
        await producer.flush()
    return written, one


def _body(topic: str, order_id: str, number: int) -> bytes:
    body: dict[str, object] = {"order_id": order_id}
    if topic == "order.created":
        line = {"sku": "mug", "quantity": 1, "unit_price": 1400}
        body |= {"customer_id": f"customer-{number % 5000}", "currency": "EUR", "items": [line], "subtotal": 1400}
    elif topic == "order.completed":
        body |= {"customer_id": f"customer-{number % 5000}", "total": 1400, "currency": "EUR"}
    elif topic == "order.cancelled":
        body |= {"reason": "out_of_stock"}
    return json.dumps(body).encode()
