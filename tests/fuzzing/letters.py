"""What became of mutants: dead letters, and their copies, are what was typed."""

from aiokafka.structs import ConsumerRecord

from shared.messaging.dead_letters import dlq_of
from shared.messaging.headers import headers_from_json
from tests.e2e.shop import Json, Shop
from tests.fuzzing.typed import Place, Typed
from tests.patience import eventually

OURS = 5
"""Headers that are added to the copy of a dead letter, after its own."""


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
