"""An order.created is accepted, and decided with the facts that overtook it."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from order_service.domain import CANCELLED, COMPLETED, PAID, PENDING, STUB
from order_service.handlers import fill_in_order, on
from order_service.tables import Order
from shared import clock
from shared.events import Event, OrderCancelled, OrderCompleted
from shared.messaging.unit import Unit
from shared.settings import settings
from tests.handlers import examples
from tests.handlers.examples import CUSTOMER, ORDER, SUBTOTAL
from tests.handlers.hearing import hear, row
from tests.handlers.order import facts
from tests.handlers.order.facts import CREATED, REFUSALS


async def test_an_order_typed_by_hand_is_pending_and_its_deadline_runs(db: AsyncSession, noon: object) -> None:
    assert await fill_in_order(CREATED, Unit(db, traceparent="its trace")) is None

    order = await row(db, Order)
    assert (order.status, order.customer_id, order.currency, order.subtotal) == (PENDING, CUSTOMER, "KRW", SUBTOTAL)
    assert order.items == [{"sku": "tea", "quantity": 2, "unit_price": 1400}]
    assert order.deadline_at == clock.now() + timedelta(seconds=settings().order_deadline)
    assert order.traceparent == "its trace"


@pytest.mark.parametrize("fact", [facts.PAID, facts.SHIPPED, *REFUSALS.values()], ids=lambda fact: str(fact.topic))
async def test_a_fact_that_overtakes_its_order_is_kept_without_a_word(db: AsyncSession, fact: Event) -> None:
    assert await hear(db, on, fact) == [None]

    stub = await row(db, Order)
    assert (stub.status, stub.deadline_at) == (STUB, None)
    assert (stub.paid, stub.shipped, stub.refusal) == (
        fact is facts.PAID,
        fact is facts.SHIPPED,
        getattr(fact, "reason", None),
    )


async def test_several_facts_may_overtake_an_order(db: AsyncSession) -> None:
    assert await hear(db, on, *REFUSALS.values(), facts.SHIPPED, facts.PAID) == [None] * 7

    stub = await row(db, Order)
    assert (stub.status, stub.refusal, stub.paid, stub.shipped) == (STUB, "out_of_stock", True, True)
    assert stub.total == SUBTOTAL


@pytest.mark.parametrize("reason", REFUSALS)
@pytest.mark.parametrize("also", [(), (facts.PAID,), (facts.PAID, facts.SHIPPED)], ids=["", "paid", "paid, shipped"])
async def test_an_order_refused_before_it_came_is_cancelled_when_it_comes(
    db: AsyncSession, reason: str, also: tuple[Event, ...]
) -> None:
    await hear(db, on, REFUSALS[reason], *also)

    assert await fill_in_order(CREATED, Unit(db)) == OrderCancelled.model_validate(
        {"order_id": ORDER, "reason": reason}
    )
    order = await row(db, Order)
    assert (order.status, order.reason) == (CANCELLED, reason)


async def test_an_order_paid_and_shipped_before_it_came_is_completed_when_it_comes(db: AsyncSession) -> None:
    await hear(db, on, facts.SHIPPED, facts.PAID)

    said = await fill_in_order(CREATED, Unit(db))

    assert said == OrderCompleted(order_id=ORDER, customer_id=CUSTOMER, total=SUBTOTAL, currency="KRW")
    assert (await row(db, Order)).status == COMPLETED


@pytest.mark.parametrize(("fact", "status"), [(facts.PAID, PAID), (facts.SHIPPED, PENDING)], ids=["paid", "shipped"])
async def test_one_fact_before_the_order_is_counted_when_it_comes(db: AsyncSession, fact: Event, status: str) -> None:
    await hear(db, on, fact)

    assert await fill_in_order(CREATED, Unit(db)) is None

    order = await row(db, Order)
    assert (order.status, order.shipped) == (status, fact is facts.SHIPPED)
    assert order.deadline_at is not None


async def test_the_second_order_created_with_the_same_id_is_not_seen(db: AsyncSession) -> None:
    await hear(db, on, CREATED)

    assert await fill_in_order(examples.other(type(CREATED)), Unit(db)) is None

    order = await row(db, Order)
    assert (order.customer_id, order.currency, order.subtotal) == (CUSTOMER, "KRW", SUBTOTAL)
