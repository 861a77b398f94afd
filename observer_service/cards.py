"""The cards that services have written: who hears and says what, owes what, and where each is found."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from shared.messaging.cards import CARDS, Card, Promise
from shared.messaging.patience import until_kafka_answers
from shared.settings import settings

_MOST_ADDRESSES = 20
"""Of a service, the latest: one whose address changes with each start leaves old ones behind."""
_AGAIN = 2.0
"""Seconds until the topic is looked for again."""

log = logging.getLogger(__name__)


class Cards:
    """As this process has read them; of those who hear or say something. `complete` is set when all that were there at
    the start have been read."""

    def __init__(self) -> None:
        self._cards: dict[bytes, Card] = {}
        self.complete = asyncio.Event()
        self.promises: Mapping[str, tuple[Promise, ...]] = {}
        """By service."""
        self.says: Mapping[str, frozenset[str]] = {}
        self.hears: Mapping[str, frozenset[str]] = {}
        self.addresses: Mapping[str, tuple[str, ...]] = {}
        """By service, the latest first."""

    def learn(self, key: bytes, card: Card | None) -> bool:
        """Whether somebody hears, says or owes something else than before."""
        before = self.promises, self.says, self.hears
        if card is None:
            self._cards.pop(key, None)
        else:
            self._cards[key] = card
        newest: dict[str, Card] = {}
        addresses: dict[str, tuple[str, ...]] = {}
        dancers = (one for one in self._cards.values() if one.hears or one.says)
        for one in sorted(dancers, key=lambda one: one.written_at):
            newest[one.service] = one
            addresses[one.service] = (one.address, *addresses.get(one.service, ()))[:_MOST_ADDRESSES]
        self.promises = {name: one.promises for name, one in newest.items()}
        self.says = {name: one.says for name, one in newest.items()}
        self.hears = {name: one.hears for name, one in newest.items()}
        self.addresses = addresses
        return before != (self.promises, self.says, self.hears)

    def speakers_of(self, event: str) -> list[str]:
        """Services that have announced to say it."""
        return sorted(service for service, says in self.says.items() if event in says)

    def hearers_of(self, event: str) -> list[str]:
        """Services that hear it."""
        return sorted(service for service, hears in self.hears.items() if event in hears)


async def read_cards(cards: Cards, changed: Callable[[], None]) -> None:
    """Reads the topic from its beginning, for ever; calls `changed` when a card says something new."""
    while True:
        await until_kafka_answers()
        consumer = AIOKafkaConsumer(
            CARDS, bootstrap_servers=settings().kafka, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        try:
            await consumer.start()
            await _read(consumer, cards, changed)
        except (KafkaError, OSError) as trouble:
            log.warning("the cards cannot be read: %r", trouble)
        finally:
            await consumer.stop()
        await asyncio.sleep(_AGAIN)


async def _read(consumer: AIOKafkaConsumer, cards: Cards, changed: Callable[[], None]) -> None:
    """In no consumer group: every process reads all of them."""
    partitions = consumer.assignment()
    if not partitions:
        log.warning("there is no topic %s: `python -m shared.migrate` makes it", CARDS)
        return
    ends = await consumer.end_offsets(list(partitions))
    while True:
        news = False
        for records in (await consumer.getmany(timeout_ms=500)).values():
            for record in records:
                news |= _learn(cards, record.key or b"", record.value)
        if not cards.complete.is_set():
            if any([await consumer.position(one) < ends[one] for one in partitions]):
                continue
            cards.complete.set()
            news = True
        if news:
            changed()


def _learn(cards: Cards, key: bytes, value: bytes | None) -> bool:
    try:
        return cards.learn(key, Card.model_validate_json(value) if value is not None else None)
    except ValidationError as wrong:
        log.warning(
            "a record of %s is no card, and is left out: %s", CARDS, wrong.errors(include_input=False)[0]["msg"]
        )
        return False
