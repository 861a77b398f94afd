"""Work that is done again and again, beside the batches."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from shared.messaging.trouble import in_one_line, is_database_trouble

log = logging.getLogger(__name__)


async def every(seconds: float, work: Callable[[], Awaitable[float | None]], wake: asyncio.Event | None = None) -> None:
    """Does the work, then waits so long, or as long as it returned (0: there is more to do now), and not longer than
    until `wake` is set. The database being away is waited out; anything else ends it, and with it the service."""
    while True:
        rest = None
        try:
            rest = await work()
        except Exception as trouble:
            if not is_database_trouble(trouble):
                raise
            log.warning("waiting for the database: %s", in_one_line(trouble))
        if rest != 0:
            await _rest(rest or seconds, wake)


async def _rest(seconds: float, wake: asyncio.Event | None) -> None:
    if wake is None:
        await asyncio.sleep(seconds)
        return
    try:
        async with asyncio.timeout(seconds):
            await wake.wait()
    except TimeoutError:
        return
    wake.clear()
