"""Publishes what an owner left behind in the outbox: it crashed, or Kafka was away."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.messaging import outbox
from shared.messaging.publisher import Publisher
from shared.messaging.restoring import restore_spans
from shared.messaging.store.orm import OrmStore
from shared.settings import settings

_AT_A_TIME = 500


class Sweeper:
    """Every replica runs one. A row that its owner publishes after all is published twice, with the same id and the
    same bytes; the inboxes drop one."""

    def __init__(self, service: str, sessions: async_sessionmaker[AsyncSession], publisher: Publisher) -> None:
        self._service, self._sessions, self._publisher = service, sessions, publisher

    async def sweep(self) -> float | None:
        """Publishes and deletes rows older than `outbox_age`, oldest first. 0 when there may be more."""
        age = timedelta(seconds=settings().outbox_age)
        async with self._sessions.begin() as session:
            left = await outbox.left_behind(session, older_than=age, at_most=_AT_A_TIME)
            messages = [message for message in left if not self._publisher.is_busy_with(message)]
            said_elsewhere = [message for message in messages if message not in self._publisher.unsent]
            taken = await self._publisher.publish(messages) if messages else []
            if taken:
                await restore_spans(session, self._service, [one for one in said_elsewhere if one in taken])
                await outbox.clear(OrmStore(session), (message.id for message in taken))
        return 0 if len(taken) == _AT_A_TIME else None
