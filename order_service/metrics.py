"""What order measures: how long orders take, and whether one waits for too long."""

from typing import get_args

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from order_service.domain import ENDED, OPEN
from order_service.stuck import SLACK, is_stuck
from order_service.tables import IS_OPEN, Order
from shared import clock
from shared.events.order import CancelReason
from shared.metrics.counting import COUNTED, count_rows
from shared.metrics.declared import Histogram, TableGauge, Values


async def _count_open(db: AsyncSession) -> Values:
    return {(status,): await count_rows(db, Order, IS_OPEN, Order.status == status) for status in OPEN}


async def _age_of_oldest(db: AsyncSession) -> Values:
    first_due = select(Order.created_at).where(IS_OPEN).order_by(Order.deadline_at).limit(1)
    oldest = await db.scalar(first_due)
    return {(): max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0}


async def _count_stuck(db: AsyncSession) -> Values:
    return {(): await count_rows(db, Order, *is_stuck())}


SAGA_DURATION = Histogram(
    "choreo_saga_duration_seconds",
    "From accepting an order to its ending; `reason` says why it was cancelled.",
    {"outcome": ENDED, "reason": ("", *get_args(CancelReason))},
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 900, 1800),
)
ORDERS_IN_FLIGHT = TableGauge(
    "choreo_orders_in_flight",
    f"Orders that were accepted and have not ended. {COUNTED}",
    {"status": OPEN},
    read=_count_open,
)
OLDEST_ORDER_AGE = TableGauge(
    "choreo_oldest_order_age_seconds", "Age of the oldest order that has not ended; 0: none.", read=_age_of_oldest
)
STUCK_ORDERS = TableGauge(
    "choreo_stuck_orders",
    f"Orders that have not ended {SLACK.seconds} s after their deadline (CHOREO_ORDER_DEADLINE after being accepted), "
    f"when they should have been cancelled. {COUNTED}",
    read=_count_stuck,
)

METRICS = (SAGA_DURATION, ORDERS_IN_FLIGHT, OLDEST_ORDER_AGE, STUCK_ORDERS)
