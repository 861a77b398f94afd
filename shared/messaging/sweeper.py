"""Publishes what an owner left behind in the outbox: it crashed, or Kafka was away."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.messaging import outbox
from shared.messaging.publisher import Publisher
from shared.settings import settings

_AT_A_TIME = 500


class Sweeper:
    """Every replica runs one. A row that its owner publishes after all is published twice, with the same id and the
    same bytes; the inboxes drop one."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], publisher: Publisher) -> None:
        self._sessions, self._publisher = sessions, publisher

    async def sweep(self) -> float | None:
        """Publishes and deletes rows older than `outbox_age`, oldest first. 0 when there may be more."""
        age = timedelta(seconds=settings().outbox_age)
        async with self._sessions.begin() as session:
            messages = await outbox.left_behind(session, older_than=age, at_most=_AT_A_TIME)
            taken = await self._publisher.publish(messages) if messages else []
            if taken:
                await outbox.clear(session, (message.id for message in taken))
        return 0 if len(taken) == _AT_A_TIME else None
