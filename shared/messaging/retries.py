"""Tries parked events again when they are due; each by itself, so that none waits for another."""

import asyncio
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.messaging import parking
from shared.messaging.delivery import Deliveries
from shared.messaging.headers import headers_from_json
from shared.messaging.record import Record
from shared.messaging.tables import ParkedEvent

_AT_A_TIME = 16
_LOOK_AGAIN = 1.0
"""Seconds after which to see what others have parked or replayed meanwhile."""
_TAKEN_BY_OTHERS = 0.05
_LEASE = timedelta(seconds=30)
"""Longer than a try can take: calls to the outside end after `outside_timeout`."""


class Retries:
    """Every replica runs one; a row is tried by one of them at a time."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], deliveries: Deliveries) -> None:
        self._sessions, self._deliveries = sessions, deliveries

    async def try_due(self) -> float | None:
        """Tries what is due. Returns the seconds until the next look; None when nothing waits."""
        async with self._sessions.begin() as session:
            wait = await parking.until_next_due(session)
            if wait is None or wait > 0:
                return wait and min(wait, _LOOK_AGAIN)
            due = await parking.claim_due(session, at_most=_AT_A_TIME, lease=_LEASE)
        await asyncio.gather(*(self._deliveries.try_again(_record_of(row), row.id, row.traceparent) for row in due))
        return 0 if due else _TAKEN_BY_OTHERS


def _record_of(row: ParkedEvent) -> Record:
    headers = headers_from_json(row.headers)
    return Record(row.topic, row.partition, row.offset, row.timestamp, row.key, row.value, headers)
