"""Waiting for what will be, in bounded time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared import clock

T = TypeVar("T")


async def eventually(look: Callable[[], Awaitable[T]], seconds: float = 20.0, every: float = 0.02) -> T:
    """What `look` returns, as soon as it is true. Fails, naming the last, when it never is."""
    end = clock.elapsed() + seconds
    while not (seen := await look()):
        if clock.elapsed() > end:
            raise AssertionError(f"{getattr(look, '__qualname__', look)} was still {seen!r} after {seconds:g} s")
        await asyncio.sleep(every)
    return seen
