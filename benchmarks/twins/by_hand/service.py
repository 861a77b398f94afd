"""A service's loop: whatever has come, from Kafka or from the outside, is one batch and one transaction."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import asyncpg
import uvloop
from confluent_kafka import Message

from benchmarks.saga.place import Place, here
from benchmarks.twins.by_hand.batch import Batch, Call
from benchmarks.twins.by_hand.done import Done
from benchmarks.twins.by_hand.events import Event, hear
from benchmarks.twins.by_hand.intake import Intake
from benchmarks.twins.by_hand.publisher import Publisher
from benchmarks.twins.by_hand.store import Store, Table, connect
from shared import clock

_BUSY = 8
"""So many messages at once, and the next batch is given time to grow."""
_PACE = 0.03

Step = Callable[[Event, Any, Any], bool]
Beside = Callable[[Publisher, asyncio.TaskGroup], Awaitable[list[asyncio.Task[None]]]]


@dataclass(frozen=True)
class Service:
    """`row` is made from an order's id, or from the table's columns. `steps` are functions by event: they change the
    row, and say whether they did. `resumed` is SQL for the orders whose call may have died with the process: they come
    as the event `resumed`. `only_typed` is what it says itself, and hears only when it was typed by hand."""

    name: str
    table: Table
    row: Callable[..., Any]
    hears: Sequence[str]
    steps: Mapping[str, Step]
    batch: Callable[[], Batch] = Batch
    resumed: str | None = None
    only_typed: str | None = None


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
        self._outcomes += await asyncio.gather(*(call() for call in calls))
        self._stir.set()

    async def _resume(self) -> None:
        if self._service.resumed:
            found = await self._store.connection.fetch(self._service.resumed)
            self._outcomes += [Event("resumed", row["order_id"], b"", row["traceparent"], id="") for row in found]


async def _run(service: Service, place: Place, beside: Beside | None) -> None:
    database = place.database(service.name)
    publisher = Publisher(place.kafka, await connect(database, synchronous_commit="off"))
    done = await Done.connect(place.redis, service.name)
    loop = Loop(service, await Store.open(database, service.table), done, publisher)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, loop.end)
    assigned = asyncio.Event()
    intake = Intake(place.kafka, service.name, service.hears, assigned.set)

    async def say_ready() -> None:
        await assigned.wait()
        print("ready", flush=True)

    async with asyncio.TaskGroup() as group:
        others = [group.create_task(publisher.clean()), group.create_task(say_ready())]
        if beside:
            others += await beside(publisher, group)
        await loop.run(intake)
        for task in others:
            task.cancel()
    publisher.finish()
    intake.close()


def run(service: Service, beside: Beside | None = None) -> None:
    """Until SIGTERM. `beside` is started before anything is heard, and says what to end with it."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    uvloop.run(_run(service, here(), beside))
