"""How long an order took is measured at its ending, and one that never ends is seen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from order_service.commands import cancel_order
from order_service.handlers import cancel_refused_order, note_payment, note_shipment, on
from order_service.metrics import OLDEST_ORDER_AGE, ORDERS_IN_FLIGHT, SAGA_DURATION, STUCK_ORDERS
from order_service.stuck import SLACK
from shared.events import InventoryRejected
from shared.messaging.unit import Unit
from shared.settings import settings
from tests.handlers.examples import ORDER, example
from tests.handlers.hearing import hear
from tests.handlers.order import facts
from tests.handlers.order.facts import CREATED, SHIPPED

Moving = Callable[[timedelta], None]


def measured(unit: Unit) -> list[tuple[str, float, dict[str, str]]]:
    """What is recorded when the unit of work is committed."""
    return [(one.metric.name, one.value, dict(one.labels)) for one in unit.measurements]


async def test_a_completed_order_took_from_its_acceptance_to_now(db: AsyncSession, noon: Moving) -> None:
    await hear(db, on, CREATED, facts.PAID)
    noon(timedelta(seconds=90))
    unit = Unit(db)
    await note_shipment(SHIPPED, unit)
    assert measured(unit) == [(SAGA_DURATION.name, 90, {"outcome": "COMPLETED", "reason": ""})]


async def test_a_cancelled_order_is_measured_with_its_reason(db: AsyncSession, noon: Moving) -> None:
    await hear(db, on, CREATED)
    noon(timedelta(seconds=2))
    unit = Unit(db)
    await cancel_refused_order(example(InventoryRejected), unit)
    assert measured(unit) == [(SAGA_DURATION.name, 2, {"outcome": "CANCELLED", "reason": "out_of_stock"})]


async def test_a_cancellation_by_the_customer_is_measured_as_such(db: AsyncSession, noon: Moving) -> None:
    await hear(db, on, CREATED)
    unit = Unit(db)
    await cancel_order(order_id=ORDER, db=unit)
    assert measured(unit) == [(SAGA_DURATION.name, 0, {"outcome": "CANCELLED", "reason": "customer_request"})]


async def test_what_ends_nothing_is_not_measured(db: AsyncSession) -> None:
    await hear(db, on, CREATED)
    paid, repeated = Unit(db), Unit(db)
    await note_payment(facts.PAID, paid)
    await hear(db, on, SHIPPED)
    await note_shipment(SHIPPED, repeated)
    assert measured(paid) == measured(repeated) == []


async def test_an_open_order_is_in_flight_until_it_has_ended(db: AsyncSession, noon: Moving) -> None:
    await hear(db, on, SHIPPED)
    assert not any((await ORDERS_IN_FLIGHT.read(db)).values())
    await hear(db, on, CREATED)
    noon(timedelta(seconds=7))
    assert await ORDERS_IN_FLIGHT.read(db) == {("PENDING",): 1, ("PAID",): 0}
    assert await OLDEST_ORDER_AGE.read(db) == {(): 7}
    await hear(db, on, facts.PAID)
    assert await ORDERS_IN_FLIGHT.read(db) == {("PENDING",): 0, ("PAID",): 0}
    assert await OLDEST_ORDER_AGE.read(db) == {(): 0}


@pytest.mark.parametrize(("late", "stuck"), [(timedelta(), 0), (SLACK, 0), (SLACK + timedelta(seconds=1), 1)])
async def test_an_order_is_stuck_when_nobody_cancels_it_at_its_deadline(
    db: AsyncSession, noon: Moving, late: timedelta, stuck: int
) -> None:
    await hear(db, on, CREATED)
    noon(settings().deadline + late)
    assert await STUCK_ORDERS.read(db) == {(): stuck}
    await cancel_order(order_id=ORDER, db=Unit(db))
    await db.flush()
    assert await STUCK_ORDERS.read(db) == {(): 0}
