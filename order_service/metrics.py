"""What order measures: how long orders take, and whether one waits for too long."""

from datetime import timedelta
from typing import get_args

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from order_service.domain import ENDED, OPEN
from order_service.tables import Order
from shared import clock
from shared.events.order import CancelReason
from shared.metrics.declared import Histogram, TableGauge, Values

SLACK = timedelta(seconds=60)
"""An order may be open for so long after its deadline: somebody has to notice, and to write it down."""

_open = Order.status.in_(OPEN)


async def _count_open(db: AsyncSession) -> Values:
    rows = await db.execute(select(Order.status, func.count()).where(_open).group_by(Order.status))
    return {(status,): number for status, number in rows}


async def _age_of_oldest(db: AsyncSession) -> Values:
    oldest = await db.scalar(select(func.min(Order.created_at)).where(_open))
    return {(): max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0}


async def _count_stuck(db: AsyncSession) -> Values:
    overdue = _open & (Order.deadline_at < clock.now() - SLACK)
    return {(): await db.scalar(select(func.count()).where(overdue)) or 0}


SAGA_DURATION = Histogram(
    "choreo_saga_duration_seconds",
    "From accepting an order to its ending; `reason` says why it was cancelled.",
    {"outcome": ENDED, "reason": ("", *get_args(CancelReason))},
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 900, 1800),
)
ORDERS_IN_FLIGHT = TableGauge(
    "choreo_orders_in_flight", "Orders that were accepted and have not ended.", {"status": OPEN}, read=_count_open
)
OLDEST_ORDER_AGE = TableGauge(
    "choreo_oldest_order_age_seconds", "Age of the oldest order that has not ended; 0: none.", read=_age_of_oldest
)
STUCK_ORDERS = TableGauge(
    "choreo_stuck_orders",
    f"Orders that have not ended {SLACK.seconds} s after their deadline (CHOREO_ORDER_DEADLINE after being accepted), "
    "when they should have been cancelled.",
    read=_count_stuck,
)

METRICS = (SAGA_DURATION, ORDERS_IN_FLIGHT, OLDEST_ORDER_AGE, STUCK_ORDERS)
