"""An open order is cancelled by its customer, or when its deadline has passed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from order_service.commands import cancel_order, expire_order, overdue_orders
from order_service.domain import CANCELLED, AlreadyEnded
from order_service.handlers import fill_in_order, on
from order_service.tables import Order
from shared.events import OrderCancelled
from shared.messaging.unit import Unit
from shared.settings import settings
from tests.handlers.examples import ORDER
from tests.handlers.hearing import History, hear, row
from tests.handlers.order import facts
from tests.handlers.order.facts import CREATED, ENDED, OPEN

open_orders = pytest.mark.parametrize("history", OPEN.values(), ids=OPEN)
ended_orders = pytest.mark.parametrize("history", ENDED.values(), ids=ENDED)


@open_orders
async def test_a_customer_cancels_an_open_order(db: AsyncSession, history: History) -> None:
    await hear(db, on, *history)
    assert await cancel_order(ORDER, Unit(db)) == OrderCancelled(order_id=ORDER, reason="customer_request")
    order = await row(db, Order)
    assert (order.status, order.reason) == (CANCELLED, "customer_request")


@ended_orders
async def test_an_order_that_has_ended_cannot_be_cancelled(db: AsyncSession, history: History) -> None:
    await hear(db, on, *history)
    before = (await row(db, Order)).status
    with pytest.raises(AlreadyEnded, match=before):
        await cancel_order(ORDER, Unit(db))
    assert (await row(db, Order)).status == before


@open_orders
async def test_an_order_is_cancelled_when_its_deadline_has_passed(
    db: AsyncSession, history: History, noon: Callable[[timedelta], None]
) -> None:
    await hear(db, on, *history)
    noon(timedelta(seconds=settings().order_deadline))

    assert ORDER in await overdue_orders(db, 500)
    assert await expire_order(ORDER, Unit(db)) == OrderCancelled(order_id=ORDER, reason="deadline")
    order = await row(db, Order)
    assert (order.status, order.reason) == (CANCELLED, "deadline")


@open_orders
async def test_an_order_has_time_until_its_deadline(
    db: AsyncSession, history: History, noon: Callable[[timedelta], None]
) -> None:
    await hear(db, on, *history)
    before = (await row(db, Order)).status
    noon(timedelta(seconds=settings().order_deadline - 0.001))

    assert ORDER not in await overdue_orders(db, 500)
    assert await expire_order(ORDER, Unit(db)) is None
    assert (await row(db, Order)).status == before


@pytest.mark.parametrize("history", [*ENDED.values(), (facts.PAID,)], ids=[*ENDED, "STUB"])
async def test_a_deadline_is_nothing_to_an_order_that_has_ended_or_not_begun(
    db: AsyncSession, history: History, noon: Callable[[timedelta], None]
) -> None:
    await hear(db, on, *history)
    before = (await row(db, Order)).status
    noon(timedelta(days=1))

    assert ORDER not in await overdue_orders(db, 500)
    assert await expire_order(ORDER, Unit(db)) is None
    assert (await row(db, Order)).status == before


async def test_cancel_and_deadline_go_on_in_the_trace_of_the_order(
    db: AsyncSession, noon: Callable[[timedelta], None]
) -> None:
    await fill_in_order(CREATED, Unit(db, traceparent="the order's"))
    noon(timedelta(days=1))
    timer = Unit(db, traceparent="the timer's")

    await expire_order(ORDER, timer)

    assert timer.traceparent == "the order's"
