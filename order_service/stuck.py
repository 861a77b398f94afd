"""Orders that should have ended and have not. The deadline ends every order: something keeps order_service from it."""

from datetime import timedelta

from sqlalchemy import ColumnElement, TextClause

from order_service.tables import IS_OPEN, Order
from shared import clock

SLACK = timedelta(seconds=60)
"""An order may be open for so long after its deadline: somebody has to notice, and to write it down."""


def is_stuck() -> tuple[TextClause, ColumnElement[bool]]:
    """The conditions of a query; orders_due is its index."""
    return IS_OPEN, Order.deadline_at < clock.now() - SLACK
