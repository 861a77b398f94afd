"""Waiting for the service's own database: the one part whose absence stops work in place."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared.messaging.step import StepFailed
from shared.messaging.trouble import is_database_trouble

R = TypeVar("R")

log = logging.getLogger(__name__)


async def until_database_answers(work: Callable[[], Awaitable[R]], *, tries: int | None = None) -> R:
    """Does the work again while its database is away, busy or breaking a deadlock; for ever, or so many tries.

    Raises what the work raises otherwise, and the last trouble when the tries are used up."""
    attempt = 0
    while True:
        try:
            return await work()
        except StepFailed:
            raise
        except Exception as trouble:
            attempt += 1
            if not is_database_trouble(trouble) or (tries is not None and attempt >= tries):
                raise
            if attempt == 1 or attempt % 10 == 0:
                log.warning("waiting for the database, try %d: %s", attempt, str(trouble).splitlines()[0])
            await asyncio.sleep(min(2.0, 0.05 * 2 ** min(attempt, 6)) * random.uniform(0.5, 1.5))
