"""One message's transaction."""

from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.twins.faststream.events import Event
from benchmarks.twins.faststream.messages import Outbox
from shared import ids


class Unit:
    """`db` is its session. What it says is published after its commit."""

    def __init__(self, db: AsyncSession, traceparent: str) -> None:
        self.db, self._traceparent = db, traceparent
        self.said: list[Outbox] = []
        self.withdrawn = False

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
