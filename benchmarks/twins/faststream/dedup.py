"""Redis says quickly what was handled; the inbox is the truth."""

from collections.abc import Awaitable, Callable
from typing import Any

from faststream import BaseMiddleware, ContextRepo
from faststream.kafka import KafkaMessage
from redis.asyncio import Redis

_DAY = 86_400


def event_id_of(message: KafkaMessage) -> str:
    """Of a message typed by hand: where it stands."""
    record = message.raw_message
    said: str | None = message.headers.get("ce_id")
    return said or f"{record.topic}/{record.partition}/{record.offset}"


def deduplicated_by(redis: Redis, service: str) -> Callable[..., BaseMiddleware]:
    """A middleware that drops what Redis knows; it is told after the commit, never before."""

    class Deduplicated(BaseMiddleware):
        async def consume_scope(self, call_next: Callable[[Any], Awaitable[Any]], msg: Any) -> Any:
            key = f"done:{service}:{event_id_of(msg)}"
            if await redis.get(key):
                return None
            answer = await call_next(msg)
            await redis.set(key, b"1", ex=_DAY)
            return answer

    def made(message: Any, /, *, context: ContextRepo) -> BaseMiddleware:
        return Deduplicated(message, context=context)

    return made
