"""Forgets handled events when no copy of them can come any more."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.messaging import inbox
from shared.settings import settings

_AT_A_TIME = 5_000
_ONE_AT_A_TIME = 0x63686F72656F  # "choreo": key of the advisory lock


class Cleaning:
    """One replica at a time, in chunks, by an index on time."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def clean(self) -> float | None:
        """Deletes inbox entries older than `inbox_window`. 0 when there may be more."""
        window = timedelta(seconds=settings().inbox_window)
        async with self._sessions.begin() as session:
            if not await session.scalar(select(func.pg_try_advisory_xact_lock(_ONE_AT_A_TIME))):
                return None
            gone = await inbox.forget(session, older_than=window, at_most=_AT_A_TIME)
            return 0 if gone == _AT_A_TIME else None
