"""What the runtime does when an outsider is unavailable: it tries again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared import clock
from shared.outside import OutsideUnavailable

R = TypeVar("R")


async def persist(call: Callable[[], Awaitable[R]]) -> R:
    """The first answer that counts, within 20 s."""
    until = clock.elapsed() + 20
    while True:
        try:
            return await call()
        except OutsideUnavailable:
            if clock.elapsed() > until:
                raise
        await asyncio.sleep(0.02)
