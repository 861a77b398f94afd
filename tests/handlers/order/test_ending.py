"""An order is completed when it is paid and shipped, and cancelled by the first refusal."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from order_service.domain import CANCELLED, COMPLETED, PAID, PENDING
from order_service.handlers import cancel_refused_order, note_payment, note_shipment, on
from order_service.tables import Order
from shared.events import (
    InventoryRejected,
    OrderCancelled,
    OrderCompleted,
    PaymentFailed,
    PaymentSucceeded,
    ShipmentFailed,
)
from shared.messaging.unit import Unit
from tests.handlers.examples import CUSTOMER, ORDER, SUBTOTAL, example
from tests.handlers.hearing import History, hear, row
from tests.handlers.order import facts
from tests.handlers.order.facts import CREATED, OPEN, REFUSALS, SHIPPED

open_orders = pytest.mark.parametrize("history", OPEN.values(), ids=OPEN)


async def test_a_paid_order_that_is_shipped_is_completed(db: AsyncSession) -> None:
    await hear(db, on, CREATED, facts.PAID)

    said = await note_shipment(SHIPPED, Unit(db))

    assert said == OrderCompleted(order_id=ORDER, customer_id=CUSTOMER, total=SUBTOTAL, currency="KRW")
    assert (await row(db, Order)).status == COMPLETED


async def test_a_shipped_order_that_is_paid_is_completed(db: AsyncSession) -> None:
    await hear(db, on, CREATED, SHIPPED)
    assert isinstance(await note_payment(facts.PAID, Unit(db)), OrderCompleted)
    assert (await row(db, Order)).status == COMPLETED


async def test_an_order_that_is_only_paid_is_not_over(db: AsyncSession) -> None:
    await hear(db, on, CREATED)
    assert await note_payment(facts.PAID, Unit(db)) is None
    assert (await row(db, Order)).status == PAID


async def test_an_order_that_is_only_shipped_is_not_over(db: AsyncSession) -> None:
    await hear(db, on, CREATED)
    assert await note_shipment(SHIPPED, Unit(db)) is None
    order = await row(db, Order)
    assert (order.status, order.shipped) == (PENDING, True)


async def test_a_completed_order_knows_what_was_paid(db: AsyncSession) -> None:
    paid = example(PaymentSucceeded, discount=300, amount=SUBTOTAL - 300)

    *_, completed = await hear(db, on, CREATED, paid, SHIPPED)

    assert isinstance(completed, OrderCompleted)
    assert completed.total == SUBTOTAL - 300
    order = await row(db, Order)
    assert (order.subtotal, order.discount, order.total) == (SUBTOTAL, 300, SUBTOTAL - 300)


@open_orders
async def test_an_order_is_cancelled_because_out_of_stock(db: AsyncSession, history: History) -> None:
    await hear(db, on, *history)
    said = await cancel_refused_order(example(InventoryRejected), Unit(db))
    assert said == OrderCancelled(order_id=ORDER, reason="out_of_stock")
    assert (await row(db, Order)).status == CANCELLED


@open_orders
@pytest.mark.parametrize("reason", REFUSALS)
async def test_an_order_is_cancelled_for_the_reason_of_its_refusal(
    db: AsyncSession, history: History, reason: str
) -> None:
    *_, said = await hear(db, on, *history, REFUSALS[reason])

    assert isinstance(said, OrderCancelled)
    order = await row(db, Order)
    assert (order.status, order.reason, said.reason) == (CANCELLED, reason, reason)


@open_orders
@pytest.mark.parametrize("refusal", [PaymentFailed, ShipmentFailed])
async def test_cancelled_is_never_the_reason_of_an_order(
    db: AsyncSession, history: History, refusal: type[PaymentFailed | ShipmentFailed]
) -> None:
    """It only follows order.cancelled; to an open order somebody has typed it, which is a customer's request."""
    *_, said = await hear(db, on, *history, example(refusal, reason="cancelled"))
    assert said == OrderCancelled(order_id=ORDER, reason="customer_request")
