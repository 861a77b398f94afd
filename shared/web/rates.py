"""How many requests a caller sends to a service, counted by all its replicas together.

A request is counted in memory, so it waits for nobody. What a replica counted, and what the others did, goes through
Redis each SHARE seconds while there is something to tell; so a caller who spreads over replicas gets a little more than
the limit, and while Redis is away each replica counts alone. (Libraries made for this ask Redis at each request, or
walk through all callers to forget the old ones.)"""

import asyncio
import logging
from collections import Counter
from contextvars import Context
from hashlib import sha256

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from shared import clock

WINDOW = 10
"""Seconds in which requests are counted; then the count begins anew, for all replicas at the same time."""
SHARE = 0.5
"""Seconds between two exchanges with Redis."""

log = logging.getLogger(__name__)


class Rates:
    """The counts of one service; `most` requests of a caller in a window."""

    def __init__(self, service: str, most: int, redis: str) -> None:
        self._service, self._most, self._redis = service, most, redis
        self._window = 0
        self._seen: Counter[str] = Counter()
        self._untold: Counter[str] = Counter()
        self._sharing: asyncio.Task[None] | None = None

    def count(self, caller: str) -> int:
        """Counts a request. Returns 0 when it may be answered, else the seconds after which the next may."""
        now = clock.now().timestamp()
        if (window := int(now // WINDOW)) != self._window:
            self._window = window
            self._seen.clear()
            self._untold.clear()
        self._seen[caller] += 1
        self._untold[caller] += 1
        if self._sharing is None or self._sharing.done():
            # For all callers, so in the context of none of them.
            self._sharing = asyncio.create_task(self._share_soon(), context=Context())
        return 0 if self._seen[caller] <= self._most else max(1, round((window + 1) * WINDOW - now))

    async def _share_soon(self) -> None:
        await asyncio.sleep(SHARE)
        window, told = self._window, self._untold
        self._untold = Counter()
        try:
            totals = await self._exchange(window, told)
        except (RedisError, OSError) as trouble:
            log.debug("Redis is away (%s); requests are counted by each replica alone", trouble)
            return
        if window == self._window:
            for caller, total in totals.items():
                self._seen[caller] = max(self._seen[caller], total + self._untold[caller])

    async def _exchange(self, window: int, told: Counter[str]) -> dict[str, int]:
        """Adds what is told to what all replicas told before."""
        async with Redis.from_url(
            self._redis, socket_timeout=SHARE, socket_connect_timeout=SHARE, retry=Retry(NoBackoff(), 0), protocol=2
        ) as redis:
            pipe = redis.pipeline(transaction=False)
            for caller, count in told.items():
                key = f"choreo:{self._service}:rate:{window}:{sha256(caller.encode()).hexdigest()[:32]}"
                pipe.incrby(key, count)
                pipe.expire(key, 2 * WINDOW)
            answers = await pipe.execute()
        return dict(zip(told, answers[::2], strict=True))
