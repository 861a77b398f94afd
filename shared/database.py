"""A service's own database: PostgreSQL by asyncpg, with limits on how long anything may hold anybody up."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy import URL, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from shared.settings import settings
from shared.telemetry.instance import INSTANCE

LIMITS = {
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    "statement_timeout": "30s",
}
"""A frozen process must not hold rows; each role has these."""


def asyncpg_url(address: str) -> URL:
    """The address with the driver that we use."""
    return make_url(address).set(drivername="postgresql+asyncpg")


def connection_name(service: str, instance: str = INSTANCE) -> str:
    """What a process' connections are called, as `pg_stat_activity` shows it."""
    return f"{service} {instance}"


def open_database(service: str) -> AsyncEngine:
    """Connections are made when they are needed, at most `database_connections`. One that PostgreSQL has closed is
    found out by its next use; that is trouble that passes, and whoever has work tries again. What it raises names
    constraints and columns, and never what stands in a row: that is an order's, and errors are logged and exported."""
    told = settings()
    engine = create_async_engine(
        asyncpg_url(told.database_of(service)),
        pool_size=told.database_connections,
        max_overflow=0,
        pool_timeout=5,
        pool_use_lifo=True,  # the one that was used last knows the statements
        hide_parameters=True,
        connect_args={"timeout": 5, "server_settings": {"application_name": connection_name(service), **LIMITS}},
    )
    event.listen(engine.sync_engine, "handle_error", _leave_rows_out)
    return engine


def sessions_of(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions that keep what they loaded after the commit, and write only when told."""
    return async_sessionmaker(engine, expire_on_commit=False, autoflush=False)


@contextmanager
def told_by_sqlalchemy(engine: AsyncEngine) -> Iterator[None]:
    """What asyncpg raises within it is raised as SQLAlchemy would, and without what stands in a row."""
    try:
        yield
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        _leave_out(error)
        raise _kind_of(error)(None, None, error, hide_parameters=True) from error
    except engine.dialect.loaded_dbapi.Error as error:  # of a connection that could not be made
        raise OperationalError(None, None, error, hide_parameters=True) from error


def _kind_of(error: BaseException) -> type[DBAPIError]:
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return IntegrityError
    if isinstance(error, asyncpg.DataError):
        return DataError
    return InterfaceError if isinstance(error, asyncpg.InterfaceError) else DBAPIError


_VALUES = re.compile(r"\nDETAIL: .*|(?<=invalid input for query argument )(\$\d+): .*", re.DOTALL)


def _leave_rows_out(failed: ExceptionContext) -> None:
    """PostgreSQL's DETAIL shows the row that a constraint refused, asyncpg the argument that it could not encode."""
    _leave_out(failed.sqlalchemy_exception, failed.original_exception, failed.original_exception.__cause__)


def _leave_out(*errors: BaseException | None) -> None:
    for error in errors:
        if error is not None:
            error.args = tuple(_VALUES.sub(r"\1", told) if isinstance(told, str) else told for told in error.args)
        if isinstance(error, asyncpg.PostgresError):
            error.detail = None
