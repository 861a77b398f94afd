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
_LEASE = timedelta(seconds=30)
"""Longer than a try can take: calls to the outside end after `outside_timeout`."""


class Retries:
    """Every replica runs one; a row is tried by one of them at a time."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], deliveries: Deliveries) -> None:
        self._sessions, self._deliveries = sessions, deliveries

    async def try_due(self) -> bool:
        """Tries what is due. True when there may be more."""
        async with self._sessions.begin() as session:
            due = await parking.claim_due(session, at_most=_AT_A_TIME, lease=_LEASE)
        await asyncio.gather(*(self._deliveries.try_again(_record_of(row), row.id) for row in due))
        return len(due) == _AT_A_TIME


def _record_of(row: ParkedEvent) -> Record:
    headers = headers_from_json(row.headers)
    return Record(row.topic, row.partition, row.offset, row.timestamp, row.key, row.value, headers)
