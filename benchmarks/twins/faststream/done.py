"""Redis says quickly what was handled; the inbox is the truth."""

from collections.abc import Sequence

from redis.asyncio import Redis

_DAY = 86_400


class Done:
    """Of one service. It is told after the commit, never before."""

    def __init__(self, redis: Redis, service: str) -> None:
        self._redis, self._prefix = redis, f"done:{service}:"

    async def which(self, event_ids: Sequence[str]) -> set[str]:
        """Those that it knows."""
        known = await self._redis.mget([self._prefix + event_id for event_id in event_ids])
        return {event_id for event_id, value in zip(event_ids, known, strict=True) if value}

    async def add(self, event_ids: Sequence[str]) -> None:
        """For a day."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for event_id in event_ids:
                pipe.set(self._prefix + event_id, b"1", ex=_DAY)
            await pipe.execute()
