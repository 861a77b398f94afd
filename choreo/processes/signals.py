"""Work that ends in order when the user or the system says so."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")


async def until_signal(work: Coroutine[object, object, T]) -> T | None:
    """The result of the work; None when SIGINT (Ctrl-C), SIGTERM or SIGHUP cancelled it. Returns when it has cleared
    up; a further signal does not hurry it."""
    task = asyncio.create_task(work)
    ended_by_signal = False

    def end() -> None:
        nonlocal ended_by_signal
        if not ended_by_signal:
            ended_by_signal = True
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end)
    try:
        return await task
    except asyncio.CancelledError:
        if ended_by_signal:
            return None
        raise
