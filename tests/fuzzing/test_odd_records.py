"""Records that are well made, but not as our own producer makes them."""

import json
from functools import partial

import pytest
from aiokafka import AIOKafkaProducer

from shared.messaging.dead_letters import ROOM, dlq_of
from shared.messaging.headers import headers_from_json
from tests.chaos.deaths import deaths
from tests.e2e.goods import put_up
from tests.e2e.shop import Shop
from tests.e2e.wire import HEARERS
from tests.fuzzing.any_headers import AnyName, any_headers
from tests.patience import eventually

NO_EVENTS = "select id, headers from parked_event where key = 'no-event'"


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
async def test_an_order_is_heard_however_its_speaker_compresses(fuzzed_shop: Shop, codec: str) -> None:
    goods = await put_up(fuzzed_shop)
    order_id = f"in-{codec}"
    body = json.dumps(goods.event("kim", order_id)).encode()

    async with AIOKafkaProducer(bootstrap_servers=fuzzed_shop.stack.addresses.kafka, compression_type=codec) as speaker:
        await speaker.send_and_wait("order.created", body, key=order_id.encode())

    assert await fuzzed_shop.ending_of_typed("kim", order_id) == "COMPLETED"


async def test_a_record_far_larger_than_kafka_takes_uncompressed_is_a_dead_letter(fuzzed_shop: Shop) -> None:
    large = bytes(5 * ROOM)
    async with AIOKafkaProducer(
        bootstrap_servers=fuzzed_shop.stack.addresses.kafka, compression_type="gzip", max_request_size=10 * ROOM
    ) as speaker:
        await speaker.send_and_wait("order.created", large, key=b"large")

    for service in HEARERS["order.created"]:
        said = await fuzzed_shop.wire.until_said("large", dlq_of(service))
        [copy] = [record for record in said if record.topic == dlq_of(service)]
        assert (copy.value, dict(copy.headers)["choreo-left-out"]) == (
            None,
            b"the value of 10485760 bytes; parked_event has it",
        )
        [row] = await fuzzed_shop.rows(service, "select value from parked_event where key = 'large'")
        assert row["value"] == large


async def test_a_header_whose_name_is_no_utf_8_is_nobodys_end(fuzzed_shop: Shop) -> None:
    goods = await put_up(fuzzed_shop)
    body = json.dumps(goods.event("kim", "with-odd-header")).encode()
    for key, value in ((b"no-event", b"no event"), (b"with-odd-header", body)):
        batch = fuzzed_shop.wire.producer.create_batch()
        batch._builder = any_headers(batch)
        batch.append(timestamp=None, key=key, value=value, headers=[(AnyName(b"\xff\x00n"), b"\xfe"), ("plain", None)])
        await (await fuzzed_shop.wire.producer.send_batch(batch, "order.created", partition=1))

    assert await fuzzed_shop.ending_of_typed("kim", "with-odd-header") == "COMPLETED"
    for service in HEARERS["order.created"]:
        [row] = await eventually(partial(fuzzed_shop.rows, service, NO_EVENTS))
        assert headers_from_json(row["headers"]) == (("\udcff\x00n", b"\xfe"), ("plain", None))
        letter = await fuzzed_shop.order(service, "GET", f"/dead-letters/{row['id']}")
        assert letter["headers"] == [
            {"name": "\\xff\x00n", "encoding": "base64", "data": "/g=="},
            {"name": "plain", "encoding": None, "data": None},
        ]
        said = await fuzzed_shop.wire.until_said("no-event", dlq_of(service))
        [copy] = [record for record in said if record.topic == dlq_of(service)]
        assert copy.headers[:2] == (("\\xff\x00n", b"\xfe"), ("plain", None))
    assert not deaths(fuzzed_shop)
