"""Bytes that are no event: a dead letter of each service that hears them, and no obstacle to what comes behind."""

import json
from typing import Any

import pytest
from aiokafka.structs import ConsumerRecord, RecordMetadata

from choreo.commands.dead_letters import bytes_in
from choreo.processes.together import together
from choreo.stack.members import SERVICES
from shared import ids
from tests.e2e.goods import PIECES, Goods, address
from tests.e2e.letters import letters_of
from tests.e2e.shop import Json, Shop
from tests.e2e.wire import HEARERS, id_of
from tests.patience import eventually

NO_EVENT = b'\x00\xff {"order_id": this is no event'

EVERY_ENDING: dict[str, dict[str, Any]] = {
    "COMPLETED": {},
    "out_of_stock": {"quantity": PIECES + 1},
    "coupon_rejected": {"coupon_code": "NO-SUCH-COUPON"},
    "payment_declined": {"payment_method": "pm_card_chargeDeclined"},
    "undeliverable": {"shipping_address": address("00000")},
}
"""Orders that together say everything that anybody hears."""

Place = tuple[str, int, int]


def place_of(record: RecordMetadata | Json) -> Place:
    """Where it stands in Kafka."""
    if isinstance(record, RecordMetadata):
        return record.topic, record.partition, record.offset
    return record["topic"], record["partition"], record["offset"]


async def until_dead(shop: Shop, service: str, *records: RecordMetadata) -> list[Json]:
    """The service's dead letters of these records, without their bytes, as soon as all are there."""
    places = {place_of(record) for record in records}

    async def all_are_there() -> list[Json]:
        letters = [letter async for letter in letters_of(shop, service) if place_of(letter) in places]
        return letters if len(letters) == len(places) else []

    return await eventually(all_are_there)


async def test_it_is_a_dead_letter_of_each_hearer_on_every_topic_and_nothing_behind_it_waits(
    shop: Shop, goods: Goods, customer: str
) -> None:
    orders = {ending: ids.new_id() for ending in EVERY_ENDING}
    keys = [*orders.values(), goods.sku]
    typed = {(topic, key): await shop.wire.type(topic, NO_EVENT, key) for topic in HEARERS for key in keys}

    await shop.order(
        "inventory_service", "PUT", f"/products/{goods.sku}", {"name": "Tea", "price": 1500, "currency": "EUR"}
    )
    for ending, order_id in orders.items():
        body = goods.event(customer, order_id, **EVERY_ENDING[ending])
        await shop.wire.type("order.created", body, order_id)
    for ending, order_id in orders.items():
        assert await shop.ending_of_typed(customer, order_id) == ending

    for service in SERVICES:
        records = [record for (topic, _), record in typed.items() if service in HEARERS[topic]]
        letters = await until_dead(shop, service, *records)
        for full in await together(*(shop.order(service, "GET", f"/dead-letters/{each['id']}") for each in letters)):
            assert (full["state"], bytes_in(full["value"])) == ("DEAD", NO_EVENT)
            assert full["error"].startswith("NoEvent: ")

    for topic, services in HEARERS.items():

        async def said_behind(topic: str = topic) -> list[str]:
            pairs = [(typed[topic, key], record) for key in keys for record in shop.wire.said_of(key, topic)]
            return [event_id_of(record) for no_event, record in pairs if stands_behind(no_event, record)]

        event_ids = await eventually(said_behind)
        for service in services:
            await shop.until_handled(service, *event_ids)


def stands_behind(no_event: RecordMetadata, record: ConsumerRecord) -> bool:
    """Whether it comes after it on the same partition."""
    return bool(record.partition == no_event.partition and record.offset > no_event.offset)


def event_id_of(record: ConsumerRecord) -> str:
    """The id of an event, with headers or typed by hand."""
    headers = dict(record.headers)
    return headers["ce_id"].decode() if "ce_id" in headers else id_of(record)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param({"subtotal": 1}, "subtotal is 1, but the items add up to 1400", id="a wrong subtotal"),
        pytest.param({"items": []}, "items", id="no items"),
        pytest.param({"order_id": "an id with spaces"}, "order_id", id="an id that cannot be one"),
        pytest.param({"currency": None}, "currency", id="no currency"),
        pytest.param({"customer_id": "NUL \x00"}, "customer_id", id="a NUL"),
        pytest.param({"payment_method": "half a pair \ud800"}, "body", id="no Unicode"),
    ],
)
async def test_a_dead_letter_says_what_is_wrong(
    shop: Shop, goods: Goods, customer: str, order_id: str, changes: Json, problem: str
) -> None:
    raw = json.dumps({**goods.event(customer, order_id), **changes}).encode()

    typed = await shop.wire.type("order.created", raw, order_id)

    for service in HEARERS["order.created"]:
        [letter] = await until_dead(shop, service, typed)
        assert letter["state"] == "DEAD"
        assert problem in letter["error"]


async def test_a_version_that_nobody_knows_is_no_event(shop: Shop, goods: Goods, customer: str, order_id: str) -> None:
    body = json.dumps(goods.event(customer, order_id)).encode()
    newer = [("ce_dataschema", b"urn:choreo:order.created:99")]

    typed = await shop.wire.producer.send_and_wait("order.created", body, key=order_id.encode(), headers=newer)

    for service in HEARERS["order.created"]:
        [letter] = await until_dead(shop, service, typed)
        assert "version 99 of order.created is unknown here" in letter["error"]


async def test_a_tombstone_is_no_event(shop: Shop, order_id: str) -> None:
    typed = await shop.wire.producer.send_and_wait("order.cancelled", None, key=order_id.encode())

    for service in HEARERS["order.cancelled"]:
        [letter] = await until_dead(shop, service, typed)
        full = await shop.order(service, "GET", f"/dead-letters/{letter['id']}")
        assert full["value"] is None
