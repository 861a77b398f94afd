"""Redis remembers which events are certainly done, so that a repeated one costs no transaction.

Marked after the commit, never before; so what it says is true, and what it forgot the inbox knows. When Redis is away,
handling goes on without it."""

import asyncio
import logging
from collections.abc import Awaitable, Collection, Sequence
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from shared import clock
from shared.messaging.metrics import DEDUP_HITS, REDIS_FAILURES
from shared.metrics.recording import count
from shared.settings import settings
from shared.telemetry.instrumenting import trace_redis
from shared.telemetry.spans import is_recorded

_REMEMBER = "for _, key in ipairs(KEYS) do redis.call('SET', key, '1', 'EX', ARGV[1]) end"
"""One command and one answer, however many events."""
_PATIENCE = 0.5
"""Seconds for an answer. Not the client's own `socket_timeout`, which makes a task for each command."""
_AWAY_FOR = 1.0
"""Seconds in which it is not asked again after it did not answer."""

log = logging.getLogger(__name__)


class Dedup:
    """The done events of one service."""

    def __init__(self, service: str) -> None:
        told = settings()
        self._prefix, self._window = f"choreo:{service}:", int(told.dedup_window)
        self._redis = Redis.from_url(
            told.redis,
            socket_timeout=None,
            socket_connect_timeout=_PATIENCE,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        )
        self._traced = Redis(connection_pool=self._redis.connection_pool)
        trace_redis(self._traced)
        self._away_until = 0.0

    async def done(self, event_ids: Sequence[str]) -> set[str]:
        """Those of the events that are certainly done. One round trip; none when Redis is away."""
        if not event_ids or self._is_away():
            return set()
        try:
            marks = await self._answer(self._client.mget([self._prefix + event_id for event_id in event_ids]))
        except (RedisError, OSError) as trouble:
            self._note(trouble)
            return set()
        done = [event_id for event_id, mark in zip(event_ids, marks, strict=True) if mark is not None]
        if done:
            count(DEDUP_HITS, len(done), layer="redis")
        return set(done)

    async def mark(self, event_ids: Collection[str]) -> None:
        """Remembers committed events for `dedup_window` seconds."""
        if not event_ids or self._is_away():
            return
        try:
            keys = [self._prefix + event_id for event_id in event_ids]
            await self._answer(self._client.eval(_REMEMBER, len(keys), *keys, self._window))
        except (RedisError, OSError) as trouble:
            self._note(trouble)

    async def close(self) -> None:
        """Ends its connections."""
        await self._redis.aclose()

    async def _answer(self, answer: Awaitable[Any]) -> Any:
        """Raises TimeoutError, an OSError, when it does not come in time; the client then takes another connection."""
        async with asyncio.timeout(_PATIENCE):
            return await answer

    @property
    def _client(self) -> Redis:
        """The traced one costs a fifth of a small command more, so it is for what is recorded."""
        return self._traced if is_recorded() else self._redis

    def _is_away(self) -> bool:
        return clock.elapsed() < self._away_until

    def _note(self, trouble: Exception) -> None:
        log.warning("Redis is away (%s); the inbox alone decides what is new", trouble)
        count(REDIS_FAILURES)
        self._away_until = clock.elapsed() + _AWAY_FOR
