"""A service's handlers, hearing events one after the other on a session of a test."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import pytest
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession

from shared.events import Event, OrderEvent
from shared.messaging.subscriptions import Emitted, Subscriptions
from shared.messaging.unit import Unit
from tests.handlers.examples import ORDER, example, other
from tests.handlers.outside import Answers

T = TypeVar("T")

History = tuple[Event, ...]
"""What was heard so far."""


async def hear(db: AsyncSession, on: Subscriptions, *events: Event, outside: Answers | None = None) -> list[Emitted]:
    """What the handlers say to these, one after the other; what they write is in the database then."""
    said = []
    for event in events:
        said.append(await on.handlers[type(event)].act(event, Unit(db, outside=outside or Answers())))
        await db.flush()
    return said


async def row(db: AsyncSession, entity: type[T], key: Any = ORDER) -> T:
    """The row as it stands in the database."""
    await db.flush()
    return await db.get_one(entity, key, populate_existing=True)


async def columns(db: AsyncSession, entity: type[Any], key: Any = ORDER) -> dict[str, Any]:
    """The row's columns as they stand in the database, without the time of the last change."""
    found = await row(db, entity, key)
    return {each.key: getattr(found, each.key) for each in inspect(entity).column_attrs if each.key != "updated_at"}


def unlisted(on: Subscriptions, states: Mapping[str, tuple[History, Collection[type[Event]]]]) -> list[Any]:
    """For each state (how it came to be, and the events that its row of PROTOCOL.md lists) every other event of an
    order that is heard."""
    return [
        pytest.param(history, event, id=f"{state} hears {event.topic}")
        for state, (history, listed) in states.items()
        for event in sorted(on.handlers, key=lambda event: event.topic)
        if issubclass(event, OrderEvent) and event not in listed
    ]


async def assert_unmoved(db: AsyncSession, on: Subscriptions, entity: type[Any], event: type[Event]) -> None:
    """Neither this event nor one of other content changes the order's row, says anything, or calls anybody."""
    await Unit(db).get(entity, ORDER)
    before = await columns(db, entity)
    assert await hear(db, on, example(event), other(event)) == [None, None]
    assert await columns(db, entity) == before
