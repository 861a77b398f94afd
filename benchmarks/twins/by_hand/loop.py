"""A service's loop: whatever has come, from Kafka or from the outside, is one batch and one transaction."""

import asyncio
from collections.abc import Sequence
from operator import attrgetter

import asyncpg
from confluent_kafka import Message

from benchmarks.twins.by_hand.batch import Batch, Call
from benchmarks.twins.by_hand.done import Done
from benchmarks.twins.by_hand.events import Event, hear
from benchmarks.twins.by_hand.intake import Intake
from benchmarks.twins.by_hand.publisher import Publisher
from benchmarks.twins.by_hand.service import Service
from benchmarks.twins.by_hand.store import Store
from shared import clock

_BUSY = 8
"""So many messages at once, and the next batch is given time to grow."""
_PACE = 0.03


class Loop:
    """One of a service. It ends with the first error; whoever starts it again loses nothing."""

    def __init__(self, service: Service, store: Store, done: Done, publisher: Publisher) -> None:
        self._service, self._store, self._done, self._publisher = service, store, done, publisher
        self._columns = attrgetter(*service.table.columns)
        self._outcomes: list[Event] = []
        self._stir = asyncio.Event()
        self._ending = False

    def end(self) -> None:
        """After the batch that it is at."""
        self._ending = True
        self._stir.set()

    async def run(self, intake: Intake) -> None:
        """Until `end`."""
        await self._resume()
        async with asyncio.TaskGroup() as calls:
            while not self._ending:
                started = clock.elapsed()
                messages = intake.take()
                outcomes, self._outcomes = self._outcomes, []
                if messages or outcomes:
                    batch = await self._work([*self._heard(messages), *outcomes])
                    if batch and batch.calls:
                        calls.create_task(self._call(batch.calls))
                    intake.store(messages)
                    if len(messages) >= _BUSY:
                        await asyncio.sleep(started + _PACE - clock.elapsed())
                else:
                    intake.wait(self._stir)
                    await self._stir.wait()
                    self._stir.clear()

    def _heard(self, messages: Sequence[Message]) -> list[Event]:
        typed = self._service.only_typed
        return [hear(m) for m in messages if m.topic() != typed or not m.headers()]

    async def _work(self, events: list[Event]) -> Batch | None:
        ids = [event.id for event in events if event.id]
        answer = self._done.ask(ids)
        rows = await self._store.read(list({event.order_id for event in events}))
        done = {id_ for id_, is_done in zip(ids, await answer, strict=False) if is_done}
        fresh = {event.id or event: event for event in events if event.id not in done}
        events = list(fresh.values())
        while events:
            try:
                batch = await self._decide(events, rows)
                break
            except asyncpg.UniqueViolationError:
                events = await self._store.unheard(events)
            except (asyncpg.SerializationError, asyncpg.DeadlockDetectedError):
                pass
            rows = await self._store.read(list({event.order_id for event in events}))
        else:
            return None
        self._publisher.publish(batch.said)
        self._done.mark([event.id for event in events if event.id])
        return batch

    async def _decide(self, events: Sequence[Event], found: Sequence[asyncpg.Record]) -> Batch:
        batch = self._service.batch()
        await batch.load(self._store.connection, events)
        rows = {record[0]: self._service.row(*record) for record in found}
        changed = {}
        for event in events:
            if (row := rows.get(event.order_id)) is None:
                row = rows[event.order_id] = self._service.row(event.order_id)
            if self._service.steps[event.type](event, row, batch):
                changed[event.order_id] = row
        for row in changed.values():
            row.version += 1
        columns = sorted(map(self._columns, changed.values()))
        await self._store.write([event.id for event in events if event.id], batch.said, columns, batch.also())
        return batch

    async def _call(self, calls: Sequence[Call]) -> None:
        outcomes = await asyncio.gather(*(call() for call in calls))
        self._outcomes += outcomes  # not `+= await`: that would take the list before the wait, and put it back after
        self._stir.set()

    async def _resume(self) -> None:
        if self._service.resumed:
            found = await self._store.connection.fetch(self._service.resumed)
            self._outcomes += [Event("resumed", row["order_id"], b"", row["traceparent"], id="") for row in found]
