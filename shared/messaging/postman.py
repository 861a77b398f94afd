"""Brings committed messages to Kafka, and clears them from the outbox when they are there."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import Context

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.messaging import outbox
from shared.messaging.faults import fault_point
from shared.messaging.message import Message
from shared.messaging.publisher import Publisher
from shared.messaging.store.driver import by_driver
from shared.messaging.trouble import in_one_line

_AT_REST = 0.5
"""Seconds after which published rows are deleted by themselves, when no transaction came by to take them along."""

log = logging.getLogger(__name__)


class Postman:
    """Publishes from memory, right after the commit; deletes in bulk, in the next transaction that there is."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], publisher: Publisher) -> None:
        self._sessions, self._publisher = sessions, publisher
        self._sent: list[str] = []
        self._clearing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def publish(self, messages: Sequence[Message]) -> None:
        """Returns when Kafka has them all. When it does not take them, they stay in the outbox for the sweeper."""
        if not messages:
            return
        taken = await self._publisher.publish(messages)
        fault_point("published")
        self._note([message.id for message in taken])

    @contextmanager
    def clearing(self) -> Iterator[Sequence[str]]:
        """Ids of messages that Kafka has, whose rows are deleted by what is committed within it; not, if it raises."""
        sent, self._sent = self._sent, []
        try:
            yield sent
        except BaseException:
            self._note(sent)
            raise
        self._forget(sent)

    async def close(self) -> None:
        """Returns when what was published is cleared, or left for a second publishing that the inboxes will drop."""
        self._closing.set()
        if self._clearing is not None:
            await self._clearing

    def _note(self, sent: Sequence[str]) -> None:
        self._sent += sent
        self._publisher.uncleared.update(sent)
        if self._sent and (self._clearing is None or self._clearing.done()):
            self._clearing = asyncio.create_task(self._clear(), context=Context())  # of many batches, so of no trace

    def _forget(self, sent: Sequence[str]) -> None:
        self._publisher.uncleared.difference_update(sent)
        if sent:
            fault_point("outbox_deleted")

    async def _clear(self) -> None:
        while self._sent:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), _AT_REST)
            sent, self._sent = self._sent, []
            try:
                async with by_driver(self._sessions.kw["bind"]) as store:
                    await outbox.clear(store, sent)
                    await store.finish()
            except (SQLAlchemyError, OSError) as trouble:
                log.warning("%d published messages stay in the outbox: %s", len(sent), in_one_line(trouble))
                self._publisher.uncleared.difference_update(sent)
                return
            self._forget(sent)
