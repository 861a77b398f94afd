"""Mutants, typed into Kafka."""

from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from random import Random

from shared import clock
from shared.events import Event, OrderCreated, ProductListed
from shared.messaging.errors import NoEvent
from shared.messaging.hearing import hear
from shared.messaging.record import Record
from tests.e2e.shop import Shop
from tests.e2e.wire import HEARERS
from tests.fuzzing.bodies import TOLD
from tests.fuzzing.mutants import TIMES, mutants

RECORDS = 1000
HEARD = [event for event in TOLD if event.topic in HEARERS]
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
