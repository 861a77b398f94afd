"""What is only trouble with a part that is away or busy, and what is a failure."""

import asyncio

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.outside import OutsideUnavailable

# Serialization failure, deadlock, lock not available, query cancelled (statement_timeout), idle-in-transaction timeout.
_TRY_AGAIN = ("40001", "40P01", "55P03", "57014", "25P03")
# Connection, insufficient resources, operator intervention, system error.
_AWAY = ("08", "53", "57P", "58")


def is_database_trouble(error: BaseException) -> bool:
    """The service's own database is away, overloaded, or chose this transaction to break a deadlock: the same work
    will succeed later. Only this stops a batch in place."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return isinstance(error, OSError | asyncio.TimeoutError) and not isinstance(error, OutsideUnavailable)
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    if state:
        return state in _TRY_AGAIN or state.startswith(_AWAY)
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def is_transient(error: BaseException) -> bool:
    """Trouble that passes by itself: never counted as a failure."""
    return isinstance(error, OutsideUnavailable) or is_database_trouble(error)


def in_one_line(error: BaseException) -> str:
    """What it says, or its type where it says nothing, as a TimeoutError does."""
    return next(iter(str(error).splitlines()), "") or type(error).__name__
