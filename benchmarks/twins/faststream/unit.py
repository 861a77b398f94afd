"""One message's transaction."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.twins.faststream.events import Event
from benchmarks.twins.faststream.messages import Inbox, Outbox
from shared import ids

_INBOX = Inbox.metadata.tables[Inbox.__tablename__]
_NOTED = insert(_INBOX).on_conflict_do_nothing().returning(_INBOX.c.event_id)
"""Core, and made once: no ORM and no new cache key per message."""


class AlreadyHandledError(Exception):
    """There is nothing left to do for this message."""


class Unit:
    """`db` is its session."""

    def __init__(self, db: AsyncSession, traceparent: str) -> None:
        self.db, self._traceparent = db, traceparent
        self.said: list[Outbox] = []
        self.withdrawn = False

    async def note(self, event_id: str) -> None:
        """That this message was handled. Raises AlreadyHandledError where it was."""
        if await self.db.scalar(_NOTED, {"event_id": event_id}) is None:
            raise AlreadyHandledError

    def say(self, event: Event) -> None:
        """Writes it to the outbox."""
        row = Outbox(
            event_id=ids.new_id(),
            topic=event.topic,
            key=event.order_id,
            payload=event.model_dump_json().encode(),
            traceparent=self._traceparent,
        )
        self.db.add(row)
        self.said.append(row)

    def withdraw(self) -> None:
        """Nothing of it is kept, not even that the message was handled: a call to the outside comes first."""
        self.withdrawn = True
