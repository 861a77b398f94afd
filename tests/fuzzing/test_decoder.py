"""Whatever comes, the decoder makes an event of it or says why not; and both can be written down.

`FUZZ_RECORDS=100000` tries so many records of each topic (see conftest.py)."""

from collections.abc import Sequence
from itertools import islice
from random import Random
from time import thread_time

import asyncpg
import pytest

from choreo.embedded.servers import Servers
from shared.events import Event, declared_events
from shared.messaging.errors import NoEvent
from shared.messaging.headers import headers_from_json, headers_to_json
from shared.messaging.hearing import Heard, hear
from shared.messaging.record import Record
from tests.e2e.wire import TOPICS
from tests.fuzzing.bodies import TOLD, body_of
from tests.fuzzing.mutants import mutants

AT_A_TIME = 2000
HANG = 2.0
"""Seconds of computing within which a record must be read."""


def test_every_event_of_the_shop_is_mutated() -> None:
    assert sorted(event.topic for event in TOLD) == TOPICS
    assert {event for event in declared_events() if event.__module__.startswith("shared.")} == set(TOLD)
    for event in TOLD:
        event.model_validate(body_of(event, "order"))


@pytest.mark.parametrize("event", TOLD, ids=lambda event: event.topic)
async def test_each_mutant_is_an_event_or_refused_with_a_reason(
    event: type[Event], servers: Servers, seed: str, records_per_topic: int
) -> None:
    seen = Random(f"{seed} {event.topic}")
    records = islice(mutants(event, seen, lambda: f"order-{seen.randrange(100)}"), records_per_topic)
    events = refusals = 0
    database = await asyncpg.connect(servers.postgres)
    try:
        while batch := list(islice(records, AT_A_TIME)):
            heard = [(record, _read(record)) for record in batch]
            accepted = [found for _, found in heard if isinstance(found, Heard)]
            refused = [(record, found) for record, found in heard if isinstance(found, NoEvent)]
            assert all(len(str(refusal)) > 5 for _, refusal in refused)
            for found in accepted:
                assert event.model_validate_json(found.event.to_json()) == found.event
            await _write_events(database, accepted)
            await _write_refusals(database, refused)
            events, refusals = events + len(accepted), refusals + len(refused)
    finally:
        await database.close()
    assert events + refusals == records_per_topic
    assert min(events, refusals) > records_per_topic // 20


def _read(record: Record) -> Heard | NoEvent:
    began = thread_time()
    try:
        return hear(record)
    except NoEvent as refused:
        return refused
    except Exception as error:
        raise AssertionError(f"{error!r} for {record!r:.3000}") from error
    finally:
        assert thread_time() - began < HANG, record


async def _write_events(database: asyncpg.Connection, heard: Sequence[Heard]) -> None:
    """As JSON, as services keep lines and addresses, and beside it what stands in the inbox and the outbox."""
    bodies = [found.event.to_json().decode() for found in heard]
    texts = [
        text
        for _, told in heard
        for text in (told.id, told.traceparent, told.tracestate, told.baggage)
        if text is not None
    ]
    assert await database.fetchval("select count(body::jsonb) from unnest($1::text[]) body", bodies) == len(bodies)
    assert await database.fetchval("select count(said) from unnest($1::text[]) said", texts) == len(texts)
    for number in {number for found in heard for number in _numbers(found.event.model_dump())}:
        assert -(2**63) <= number < 2**63


async def _write_refusals(database: asyncpg.Connection, refused: Sequence[tuple[Record, NoEvent]]) -> None:
    """As `parked_event` keeps them, and as they come back from there."""
    shown = [headers_to_json(record.headers) for record, _ in refused]
    assert [headers_from_json(kept) for kept in shown] == [record.headers for record, _ in refused]
    assert await database.fetchval("select count(kept::jsonb) from unnest($1::text[]) kept", shown) == len(shown)


def _numbers(value: object) -> list[int]:
    if isinstance(value, int):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [number for one in inside for number in _numbers(one)]
