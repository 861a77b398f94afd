"""Records that went wrong in one to three ways, from one seed. The same seed makes the same records."""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from shared.events import Event
from shared.events.envelope import dataschema
from shared.messaging.record import Headers, Record
from tests.fuzzing.bodies import body_of
from tests.fuzzing.damage import damage_bytes, damage_headers, damage_json

Pairs = list[tuple[str, bytes | None]]

TIMES = (0, -1, 1, 2**31, 2**43, 2**53, 2**63 - 1, -(2**63), 253_402_300_800_000)


def mutants(event: type[Event], chance: Random, orders: Callable[[], str]) -> Iterator[Record]:
    """Endlessly many, each about an order of `orders`, at places that follow each other."""
    offset = 0
    while True:
        offset += 1
        yield _mutant(event, chance, orders(), offset)


def told_headers(event: type[Event], event_id: str) -> Pairs:
    """What stands beside an event that a service says."""
    told = {
        "ce_specversion": "1.0",
        "ce_id": event_id,
        "ce_type": event.topic,
        "ce_source": "somebody",
        "ce_time": "2026-01-01T00:00:00.000Z",
        "ce_subject": "order",
        "ce_dataschema": dataschema(event.topic, event.schema_version),
        "content-type": "application/json",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "tracestate": "vendor=1",
        "baggage": "customer=kim",
    }
    return [(name, value.encode()) for name, value in told.items()]


def _mutant(event: type[Event], chance: Random, order_id: str, offset: int) -> Record:
    body: Any = body_of(event, order_id)
    headers: Pairs = told_headers(event, f"mutant {chance.getrandbits(64):x}") if chance.random() < 0.7 else []
    key: bytes | None = order_id.encode()
    value: bytes | None = None
    timestamp = 1_700_000_000_000 + offset
    where = chance.choices(("json", "bytes", "headers", "record"), (5, 3, 4, 1), k=chance.choice((1, 1, 2, 3)))
    if "json" in where:
        value = damage_json(body, chance)
    else:
        value = json.dumps(body, ensure_ascii=chance.random() < 0.5).encode()
    if "bytes" in where:
        value = damage_bytes(value, chance)
    if "headers" in where:
        headers = damage_headers(headers, chance)
    if "record" in where:
        key, value, timestamp = _damage_record(key, value, timestamp, chance)
    kept: Headers = tuple(headers)
    return Record(event.topic, chance.randrange(4), offset, timestamp, key, value, kept)


def _damage_record(
    key: bytes | None, value: bytes | None, timestamp: int, chance: Random
) -> tuple[bytes | None, bytes | None, int]:
    match chance.randrange(4):
        case 0:
            return chance.choice((None, b"", b"\xff\x00", b"k" * 5000)), value, timestamp
        case 1:
            return key, None, timestamp
        case 2:
            return None, None, timestamp
        case _:
            return key, value, chance.choice(TIMES)
