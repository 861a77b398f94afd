"""A thousand mutants through Kafka, to all five services of a shop of their own: it lives, and each record is handled
or a dead letter, byte for byte. (No shop that others use: what nobody did is said here.)"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.structs import ConsumerRecord

from choreo.audit.audit import audit
from choreo.stack.members import SERVICES
from shared import clock
from shared.events import Event, OrderCreated, ProductListed
from shared.messaging.any_records import read_any_records
from shared.messaging.dead_letters import ROOM, dlq_of
from shared.messaging.errors import NoEvent
from shared.messaging.headers import headers_from_json
from shared.messaging.hearing import hear
from shared.messaging.record import Record
from tests.chaos.deaths import deaths
from tests.e2e.goods import put_up
from tests.e2e.shop import Json, Shop, open_shop
from tests.e2e.wire import HEARERS
from tests.fuzzing.any_headers import AnyName, any_headers
from tests.fuzzing.bodies import TOLD
from tests.fuzzing.mutants import TIMES, mutants
from tests.patience import eventually

RECORDS = 1000
HEARD = [event for event in TOLD if event.topic in HEARERS]
OURS = 5
"""Headers that are added to the copy of a dead letter, after its own."""
NO_EVENTS = "select id, headers from parked_event where key = 'no-event'"
Place = tuple[str, int, int]


@dataclass(frozen=True)
class Typed:
    """A record as Kafka has it, and what is wrong with it, if anything."""

    record: Record
    event_id: str | None
    problem: str | None

    @property
    def place(self) -> Place:
        return self.record.topic, self.record.partition, self.record.offset


@pytest.fixture(scope="module")
async def fuzzed_shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """Nobody else's."""
    read_any_records()
    home: Path = tmp_path_factory.mktemp("fuzzed")
    async with open_shop(home) as shop:
        yield shop


async def test_every_mutant_is_handled_or_a_dead_letter_byte_for_byte(fuzzed_shop: Shop, seed: str) -> None:
    shop = fuzzed_shop
    typed = await type_mutants(shop, Random(seed))
    assert len({mutant.place for mutant in typed}) == RECORDS
    assert {mutant.record.topic for mutant in typed if mutant.problem} == set(HEARERS)
    assert {mutant.record.topic for mutant in typed if mutant.event_id} == set(HEARERS)

    for service in SERVICES:
        heard = [mutant for mutant in typed if service in HEARERS[mutant.record.topic]]
        await until_handled(shop, service, {mutant.event_id for mutant in heard if mutant.event_id})
        refused = {mutant.place: mutant for mutant in heard if mutant.problem}
        letters = await letters_of(shop, service, heard, len(refused))
        assert_letters_are_the_records(letters, refused)
        await assert_copies_are_the_records(shop, service, refused)

    assert not deaths(shop)
    await assert_the_shop_is_as_before(shop)


async def type_mutants(shop: Shop, chance: Random) -> list[Typed]:
    """As many of each topic. Only what is said of `born-…` begins orders, and no lies are told of those."""
    born, lied = count(), count()
    sources = {event: mutants(event, chance, partial(_subject, event, born, lied)) for event in HEARD}
    return [await _type(shop, next(sources[HEARD[number % len(HEARD)]])) for number in range(RECORDS)]


def _subject(event: type[Event], born: "count[int]", lied: "count[int]") -> str:
    return f"born-{next(born)}" if event is OrderCreated else f"fact-{next(lied)}"


async def _type(shop: Shop, mutant: Record) -> Typed:
    now = int(clock.now().timestamp() * 1000)
    # Kafka takes no time from the future, nor from the day before time began; and it soon deletes what is only old.
    timestamp = max(-1, mutant.timestamp) if mutant.timestamp in TIMES and mutant.timestamp < now else now
    key = b"" if mutant.key is None and mutant.topic == ProductListed.topic else mutant.key  # it is compacted by key
    batch = shop.wire.producer.create_batch()  # unlike `send`, it takes records without key and value
    batch.append(timestamp=timestamp, key=key, value=mutant.value, headers=list(mutant.headers))
    sending = await shop.wire.producer.send_batch(batch, mutant.topic, partition=mutant.partition)
    record = replace(mutant, key=key, offset=(await sending).offset, timestamp=timestamp)
    try:
        return Typed(record, hear(record).envelope.id, None)
    except NoEvent as refused:
        return Typed(record, None, str(refused))


async def until_handled(shop: Shop, service: str, event_ids: set[str]) -> None:
    """The service has handled all of these; that takes a while."""

    async def all_are_in_the_inbox() -> bool:
        handled = await shop.rows(service, "select from inbox where event_id = any($1)", list(event_ids))
        return len(handled) == len(event_ids)

    await eventually(all_are_in_the_inbox, seconds=120, every=0.5)


async def letters_of(shop: Shop, service: str, heard: list[Typed], number: int) -> list[Json]:
    """What is parked of these records, as soon as it is so many or more."""
    places = {mutant.place for mutant in heard}

    async def those() -> list[Json]:
        rows = await shop.rows(service, "select * from parked_event")
        found = [row for row in rows if place_of(row) in places]
        return found if len(found) >= number else []

    return await eventually(those, seconds=120, every=0.5)


def place_of(row: Json) -> Place:
    """Where it stood in Kafka."""
    return row["topic"], row["partition"], row["offset"]


def assert_letters_are_the_records(letters: list[Json], refused: dict[Place, Typed]) -> None:
    assert {place_of(letter) for letter in letters} == refused.keys()
    for letter in letters:
        mutant = refused[place_of(letter)]
        kept = letter["key"], letter["value"], headers_from_json(letter["headers"])
        assert kept == (mutant.record.key, mutant.record.value, mutant.record.headers)
        assert letter["state"] == "DEAD"
        assert letter["error"] == f"NoEvent: {mutant.problem}".replace("\x00", "\\x00")[:4000]


async def assert_copies_are_the_records(shop: Shop, service: str, refused: dict[Place, Typed]) -> None:
    origins = {mutant.record.origin: mutant.record for mutant in refused.values()}

    async def all_are_copied() -> list[ConsumerRecord]:
        copies = [copy for copy in shop.wire.records if copy.topic == dlq_of(service) and origin_of(copy) in origins]
        return copies if len(copies) >= len(refused) else []

    for copy in await eventually(all_are_copied, seconds=120, every=0.5):
        record, theirs = origins[origin_of(copy)], copy.headers[:-OURS]
        assert (copy.key, copy.value, tuple(theirs)) == (record.key, record.value, record.headers)


def origin_of(copy: ConsumerRecord) -> str:
    """Where the record of a dead letter's copy stood."""
    return str(dict(copy.headers[-OURS:])["choreo-origin"], "utf-8")


async def assert_the_shop_is_as_before(shop: Shop) -> None:
    """An order is bought; all that a mutant began has ended, and money, stock, coupons and parcels are right."""
    goods = await put_up(shop)
    order = await shop.place("kim", goods.order())
    assert await shop.ending_of("kim", order["order_id"]) == "COMPLETED"
    report = await audit(shop.stack.addresses)
    assert not report.unquiet, report.unquiet
    assert {violation.invariant for violation in report.violations} <= {"I6"}, report.violations


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
