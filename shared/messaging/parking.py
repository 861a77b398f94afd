"""Parked events: what could not be handled waits in the database, so that nothing waits only in memory and nothing
behind it is held up."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import any_, bindparam, delete, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from shared import clock, ids
from shared.messaging.errors import NoEvent
from shared.messaging.headers import headers_to_json
from shared.messaging.record import Record
from shared.messaging.step import Step
from shared.messaging.store.statement import Statement
from shared.messaging.store.store import Store
from shared.messaging.tables import DEAD, PARKED, RETRYING, ParkedEvent, table_of
from shared.messaging.trouble import is_transient
from shared.settings import settings

_IS_RETRYING = ParkedEvent.state == literal_column(f"'{RETRYING}'")
"""In the words of the index on due rows: with a parameter in its place, a prepared statement would not know that it may
use the index."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that could not be handled this time."""

    record: Record
    event_id: str
    error: Exception
    parked_id: str | None
    step: Step
    """The try that failed, or what stands for it when there was nothing to try."""


def wait_before_try(tries: int) -> timedelta:
    """Doubles with each try, up to the longest; half of it, more or less, is chance, so that retries spread."""
    told = settings()
    seconds = min(told.retry_longest, told.retry_first * 2 ** min(tries, 30))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.5))


async def park(session: AsyncSession, failure: Failure) -> ParkedEvent | None:
    """Keeps the record with what went wrong. Returns its row when it is dead now: when it is no event, or has failed
    as often as it may; after `replays` replays it is PARKED instead. Trouble that passes is not counted. A record that
    is parked already stays as it is."""
    row = await _row_of(session, failure)
    if row is None:
        return None
    row.error = _told(failure.error)
    if isinstance(failure.error, NoEvent):
        row.state = _end_of(row)
    elif is_transient(failure.error):
        row.waits += 1
        row.due_at = clock.now() + wait_before_try(row.waits - 1)
    else:
        row.attempts += 1
        row.due_at = clock.now() + wait_before_try(row.attempts - 1)
        if row.attempts >= settings().retry_attempts:
            row.state = _end_of(row)
    return None if row.state == RETRYING else row


async def claim_due(session: AsyncSession, *, at_most: int, lease: timedelta) -> list[ParkedEvent]:
    """Takes due rows for one try each. Moving `due_at` ahead keeps other replicas off; when this one dies meanwhile,
    the rows come due again."""
    due = (
        select(ParkedEvent.id)
        .where(_IS_RETRYING, ParkedEvent.due_at <= clock.now())
        .order_by(ParkedEvent.due_at)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    claimed = await session.scalars(
        update(ParkedEvent)
        .where(ParkedEvent.id.in_(due.scalar_subquery()))
        .values(due_at=clock.now() + lease)
        .returning(ParkedEvent),
        execution_options={"synchronize_session": False},
    )
    return list(claimed.all())


async def until_next_due(session: AsyncSession) -> float | None:
    """Seconds until the next try is due, 0 when one is; None when nothing is to be tried again."""
    due_at = await session.scalar(_next_due)
    return None if due_at is None else max(0.0, (due_at - clock.now()).total_seconds())


_next_due = select(func.min(ParkedEvent.due_at)).where(_IS_RETRYING)
_heal = Statement(delete(table_of(ParkedEvent)).where(ParkedEvent.id == any_(bindparam("ids", type_=ARRAY(Text)))))


async def heal(store: Store, parked_ids: Iterable[str]) -> None:
    """Removes rows whose events are handled."""
    if healed := list(parked_ids):
        await store.note(_heal, {"ids": healed})


async def _row_of(session: AsyncSession, failure: Failure) -> ParkedEvent | None:
    if failure.parked_id is None:
        made = await session.scalar(
            insert(ParkedEvent).on_conflict_do_nothing().returning(ParkedEvent), _first(failure)
        )
        return made
    row = await session.get(ParkedEvent, failure.parked_id, with_for_update=True)
    return row if row is not None and row.state == RETRYING else None


def _end_of(row: ParkedEvent) -> str:
    return PARKED if row.replays >= settings().replays else DEAD


def _first(failure: Failure) -> dict[str, Any]:
    record = failure.record
    return {
        "id": ids.new_id(),
        "event_id": failure.event_id,
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": record.timestamp,
        "key": record.key,
        "value": record.value,
        "headers": headers_to_json(record.headers),
        "state": RETRYING,
        "attempts": 0,
        "waits": 0,
        "replays": 0,
        "due_at": clock.now(),
        "error": "",
        "traceparent": failure.step.place,
    }


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\x00", "\\x00")[:4000]
