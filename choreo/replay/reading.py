"""Finds an order's records in Kafka."""

from collections.abc import Callable
from typing import Any

from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaError
from pydantic_core import from_json

from choreo.audit.log import open_log
from choreo.errors import CommandError
from shared.messaging.cards import CARDS
from shared.messaging.record import Record

_MANY = 100_000
"""Records whose reading takes seconds."""


async def read_records(kafka: str, order_id: str, say: Callable[[str], None]) -> list[Record]:
    """All that Kafka still holds of the order, on any topic. Raises CommandError when Kafka does not answer."""
    try:
        async with open_log(kafka) as log:
            ends = await log.ends([topic for topic in await log.topics() if topic != CARDS])
            if (most := sum(ends.values())) > _MANY:
                say(f"reading up to {most:,} records of Kafka")
            return [_record(one) async for one in log.records(ends) if is_of(order_id, one.key, one.value)]
    except (KafkaError, OSError) as error:
        raise CommandError(f"Kafka at {kafka} cannot be read ({error!r}): does all of the stack run?") from error


def is_of(order_id: str, key: bytes | None, value: bytes | None) -> bool:
    """Whether a record is the order's: its body says so; where it says nothing, its key does."""
    told = order_id.encode()
    if told not in (value or b"") and told != key:
        return False
    try:
        body: Any = from_json(value or b"")
    except ValueError:
        return told == key
    if isinstance(body, dict) and "order_id" in body:
        return bool(body["order_id"] == order_id)
    return told == key


def _record(one: "ConsumerRecord[bytes, bytes]") -> Record:
    return Record(one.topic, one.partition, one.offset, one.timestamp, one.key, one.value, tuple(one.headers))
