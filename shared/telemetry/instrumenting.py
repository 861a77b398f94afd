"""Spans of calls to the database, to Redis and to the outside, by the libraries made for that."""

from typing import Any

import aiohttp
from opentelemetry import metrics, trace
from opentelemetry.instrumentation._semconv import _StabilityMode
from opentelemetry.instrumentation.aiohttp_client import create_trace_config
from opentelemetry.instrumentation.redis import RedisInstrumentor
from opentelemetry.instrumentation.sqlalchemy.engine import EngineTracer
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.telemetry.spans import is_recorded
from shared.telemetry.tracing import is_tracing


def trace_database(engine: AsyncEngine) -> None:
    """From now on each statement is a span, below the work that causes it. The instrumentor's part for one engine; all
    of it refuses SQLAlchemy 2.1, and would make a span of each `connect`."""
    if is_tracing():
        _Tracer(trace.get_tracer("choreo"), engine.sync_engine, metrics.NoOpUpDownCounter("unused"))  # type: ignore[no-untyped-call]


class _Tracer(EngineTracer):
    """Makes a span only where it would be recorded: what it asks before that costs as much as a small statement."""

    def _before_cur_exec(self, conn: Any, cursor: Any, statement: str, params: Any, context: Any, many: bool) -> Any:
        if not is_recorded():
            return statement, params
        return super()._before_cur_exec(conn, cursor, statement, params, context, many)  # type: ignore[no-untyped-call]


def trace_redis(client: Redis) -> None:
    """From now on each command and pipeline is a span."""
    if is_tracing():
        RedisInstrumentor.instrument_client(client)


def outgoing_calls() -> list[aiohttp.TraceConfig]:
    """For a client session: each request is a span, and tells the other side its trace."""
    return [create_trace_config(sem_conv_opt_in_mode=_StabilityMode.HTTP)] if is_tracing() else []
