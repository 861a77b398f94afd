"""Forgets handled events when no copy of them can come any more."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared import clock
from shared.messaging import inbox
from shared.settings import settings

CHUNK = 2_000
"""Rows."""
_PAUSE = 4
"""Times as long as a chunk took: each replica cleans a fifth of the time at most, so that who handles events beside it
hardly notices. Nobody is kept out during the pause: a replica that looks then joins in, with pauses of its own."""
_ONE_AT_A_TIME = 0x63686F72656F  # "choreo": key of the advisory lock


Forget = Callable[[AsyncSession, int], Awaitable[int]]
"""Deletes at most so many rows that are too old to matter; says how many it did."""


class Cleaning:
    """In chunks, by an index on time; one replica at a time deletes."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], also: Sequence[Forget] = ()) -> None:
        self._sessions = sessions
        self._forget = (_forget_handled, *also)

    async def clean(self) -> float | None:
        """Deletes inbox entries older than `inbox_window`, and what the service itself forgets. When there may be more,
        the seconds after which to go on."""
        began = clock.elapsed()
        async with self._sessions.begin() as session:
            if not await session.scalar(select(func.pg_try_advisory_xact_lock(_ONE_AT_A_TIME))):
                return None
            gone = [await forget(session, CHUNK) for forget in self._forget]
        return _PAUSE * (clock.elapsed() - began) if CHUNK in gone else None


async def _forget_handled(session: AsyncSession, at_most: int) -> int:
    return await inbox.forget(session, older_than=timedelta(seconds=settings().inbox_window), at_most=at_most)
