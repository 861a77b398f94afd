"""Work that is done again and again, beside the batches."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from shared.messaging.trouble import is_database_trouble

log = logging.getLogger(__name__)


async def every(seconds: float, work: Callable[[], Awaitable[bool]], wake: asyncio.Event | None = None) -> None:
    """Does the work, then waits so long; not at all when it returned True (there is more), and not longer than until
    `wake` is set. The database being away is waited out; anything else ends it, and with it the service."""
    while True:
        more = False
        try:
            more = await work()
        except Exception as trouble:
            if not is_database_trouble(trouble):
                raise
            log.warning("waiting for the database: %s", str(trouble).splitlines()[0])
        if not more:
            await _rest(seconds, wake)


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
