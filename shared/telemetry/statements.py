"""Spans of statements that go to PostgreSQL without SQLAlchemy, described as those that go through it are."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from opentelemetry import trace
from opentelemetry.semconv.attributes import db_attributes, server_attributes
from opentelemetry.trace import SpanKind
from sqlalchemy import URL

from shared.telemetry.spans import is_recorded

_tracer = trace.get_tracer("choreo")


@contextmanager
def statement_span(sql: str, database: URL) -> Iterator[None]:
    """Within it the statement is carried out. Nothing is made where nothing would be recorded."""
    if not is_recorded():
        yield
        return
    name, attributes = _described(sql, database)
    span = _tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes)
    try:
        yield
    except Exception as error:
        span.set_attribute("error.type", type(error).__qualname__)
        span.set_status(trace.StatusCode.ERROR, str(error))
        raise
    finally:
        span.end()


@lru_cache(500)
def _described(sql: str, database: URL) -> tuple[str, dict[str, str | int]]:
    return f"{sql.split(None, 1)[0]} {database.database}", {
        db_attributes.DB_SYSTEM_NAME: "postgresql",
        db_attributes.DB_NAMESPACE: database.database or "",
        db_attributes.DB_QUERY_TEXT: sql,
        server_attributes.SERVER_ADDRESS: database.host or "",
        server_attributes.SERVER_PORT: database.port or 5432,
    }
