"""What the events of a batch lead to: what is said, and whom of the outside to call once it is committed."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import asyncpg
import orjson

from benchmarks.twins.by_hand.events import Event

Call = Callable[[], Coroutine[Any, Any, Event]]


class Batch:
    """A service that decides by more than the order's own row has a kind of its own."""

    def __init__(self) -> None:
        self.said: list[Event] = []
        self.calls: list[Call] = []

    async def load(self, connection: asyncpg.Connection, events: Sequence[Event]) -> None:
        """Reads what the decisions need besides the orders' rows."""

    def also(self) -> Sequence[Sequence[Sequence[Any]]]:
        """Arrays for the table's other statements."""
        return ()

    def say(self, type_: str, cause: Event, **data: Any) -> bool:
        """Says it, in the same transaction. Always True: the row has changed."""
        body = orjson.dumps({"order_id": cause.order_id, **data})
        self.said.append(Event(type_, cause.order_id, body, cause.traceparent))
        return True

    def call(self, outcome: str, cause: Event, ask: Callable[[], Coroutine[Any, Any, bytes]]) -> None:
        """After the commit; what it answers comes back as an event of the type `outcome`."""

        async def call() -> Event:
            return Event(outcome, cause.order_id, await ask(), cause.traceparent, id="")

        self.calls.append(call)
