"""A handler awaits only its unit of work, writes after its last call, and says only what it announced."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import event as listening
from sqlalchemy.ext.asyncio import AsyncSession

from shared import ids
from shared.events import OrderCreated, OrderEvent
from shared.events.envelope import Envelope, trace_of
from shared.messaging.errors import AwaitedElsewhere, EmittedUndeclared, WroteBeforeCalling
from shared.messaging.record import Record
from shared.messaging.rounds import run_side_by_side
from shared.messaging.rows import Rows
from shared.messaging.step import Delivery, Step, StepFailed
from shared.messaging.store.orm import OrmStore
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.unit import Unit
from tests.runtime.conftest import Kitchen
from tests.runtime.kitchen import Cooking, DishCooked, DishOrdered, Pantry, cook_dish, fetch_truffle


@pytest.fixture
async def session(kitchen_of_today: Kitchen) -> AsyncIterator[AsyncSession]:
    """A transaction in the kitchen's database that leaves nothing behind."""
    async with kitchen_of_today.sessions() as session:
        yield session


def heard(handler: Any, event: OrderEvent, *emits: type[OrderEvent]) -> Step:
    """A step in which that handler hears that event."""
    record = Record(event.topic, 0, 0, 0, None, b"", ())
    envelope = Envelope(ids.new_id(), event.topic, 1, "test", "", event.key, trace_of(event.key))
    return Step(
        begin=lambda unit: handler(event, unit),
        emits=frozenset(emits or (DishCooked,)),
        lane=event.key,
        traceparent=envelope.traceparent,
        delivery=Delivery(record, event, envelope),
    )


async def test_a_handler_is_a_plain_function_on_a_real_session(session: AsyncSession, order_id: str) -> None:
    said = await cook_dish(DishOrdered(order_id=order_id, dish="soup"), Unit(session))
    assert said == DishCooked(order_id=order_id, dish="soup", times=1)


async def test_a_batch_asks_once_per_table_however_many_orders_are_in_it(session: AsyncSession) -> None:
    session.add(Pantry(dish="soup", left=100))
    await session.flush()
    steps = [heard(cook_dish, DishOrdered(order_id=ids.new_id(), dish="soup")) for _ in range(50)]
    statements: list[str] = []
    connection = (await session.connection()).sync_connection
    assert connection is not None

    @listening.listens_for(connection, "before_cursor_execute")
    def note(*told: Any) -> None:
        statements.append(told[2].split()[0])

    await run_side_by_side(steps, Rows(OrmStore(session)))
    await session.flush()

    assert [len(step.emitted) for step in steps] == [1] * 50
    assert (await session.get_one(Pantry, "soup")).left == 50
    # Rows made on demand, then the locks of two tables; one write for each table that changed.
    assert sorted(statements) == ["INSERT", "SELECT", "SELECT", "UPDATE", "UPDATE"]


async def test_events_of_one_order_are_handled_one_after_the_other(session: AsyncSession, order_id: str) -> None:
    steps = [heard(cook_dish, DishOrdered(order_id=order_id, dish="soup")) for _ in range(3)]
    await run_side_by_side(steps, Rows(OrmStore(session)))
    assert [event.times for step in steps for event in step.emitted if isinstance(event, DishCooked)] == [1, 2, 3]


async def test_awaiting_anything_but_the_unit_is_refused_with_a_sentence(session: AsyncSession, order_id: str) -> None:
    async def naps(event: DishOrdered, db: Unit) -> DishCooked | None:
        await asyncio.sleep(0)
        return None

    with pytest.raises(StepFailed) as failed:
        await run_side_by_side([heard(naps, DishOrdered(order_id=order_id, dish="soup"))], Rows(OrmStore(session)))
    assert isinstance(failed.value.error, AwaitedElsewhere)
    assert "db.outside" in str(failed.value.error)


async def test_writing_before_a_call_to_the_outside_is_refused_with_a_sentence(
    session: AsyncSession, order_id: str
) -> None:
    async def hasty(event: DishOrdered, db: Unit) -> DishCooked | None:
        cooking = await db.get(Cooking, event.order_id)
        cooking.dish = event.dish
        await db.outside(fetch_truffle, event.order_id)
        return None

    with pytest.raises(StepFailed) as failed:
        await run_side_by_side([heard(hasty, DishOrdered(order_id=order_id, dish="soup"))], Rows(OrmStore(session)))
    assert isinstance(failed.value.error, WroteBeforeCalling)
    assert "fetch_truffle" in str(failed.value.error)


async def test_saying_what_was_not_announced_is_refused(session: AsyncSession, order_id: str) -> None:
    async def chatty(event: DishOrdered, db: Unit) -> DishOrdered:
        return event

    with pytest.raises(StepFailed) as failed:
        await run_side_by_side([heard(chatty, DishOrdered(order_id=order_id, dish="soup"))], Rows(OrmStore(session)))
    assert isinstance(failed.value.error, EmittedUndeclared)


def test_a_handler_whose_annotation_contradicts_its_subscription_is_refused() -> None:
    on = Subscriptions()

    async def mistaken(event: DishOrdered, db: Unit) -> None: ...

    with pytest.raises(TypeError, match=r"order\.created.*dish\.ordered"):
        on(OrderCreated)(mistaken)


def test_one_event_has_one_handler_in_a_service() -> None:
    on = Subscriptions()

    @on(DishOrdered)
    async def first(event: DishOrdered, db: Unit) -> None: ...

    async def second(event: DishOrdered, db: Unit) -> None: ...

    with pytest.raises(ValueError, match="already heard by"):
        on(DishOrdered)(second)


def test_a_handler_must_say_what_it_emits() -> None:
    on = Subscriptions()

    async def silent(event: DishOrdered, db: Unit) -> None: ...

    del silent.__annotations__["return"]
    with pytest.raises(TypeError, match="must say what it emits"):
        on(DishOrdered)(silent)
