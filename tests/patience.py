"""Waiting for what will be, in bounded time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(look: Callable[[], Awaitable[T]], seconds: float = 20.0, every: float = 0.02) -> T:
    """What `look` returns, as soon as it is true. Fails, naming the last, when it never is."""
    seen = None
    try:
        async with asyncio.timeout(seconds):
            while not (seen := await look()):
                await asyncio.sleep(every)
    except TimeoutError:
        raise AssertionError(f"{look.__name__} was still {seen!r} after {seconds:g} s") from None
    return seen
