"""Takes batches out of a Faust stream without a fixed wait, and acknowledges them whole, in order.

Faust's own `noack_take` wakes only when its time is up or its buffer full, so every hop would wait. This reads the
stream's queue: what is there is the batch."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import faust

from shared.messaging.faults import fault_point
from shared.messaging.faust_consumer import ask_for_more
from shared.messaging.record import Record

_LATEST = 2**63 - 1
"""What a table can hold; a float of the greatest timestamps is more."""


class Intake:
    """The agent of a service: one stream over all its topics, one batch in flight."""

    def __init__(
        self, app: faust.App, topics: tuple[str, ...], handle: Callable[[Sequence[Record]], Awaitable[None]], most: int
    ) -> None:
        self._app, self._handle, self._most = app, handle, most
        self.idle = asyncio.Event()
        self.idle.set()
        self._stopping = False
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        app.agent(app.topic(*topics, schema=AsItCame()), name="intake")(self._take)

    async def stop(self, patience: float) -> None:
        """Takes no more; returns when the batch in flight is through, or after so many seconds."""
        self._stopping = True
        try:
            async with asyncio.timeout(patience):
                await self.idle.wait()
        except TimeoutError:
            return

    async def broke(self, app: faust.App) -> None:
        """Returns never; raises what ended the intake, or Faust's own reason for crashing."""
        while not self._failure.done():
            await asyncio.wait([self._failure], timeout=0.5)
            if app.crashed:
                raise RuntimeError("Faust crashed") from app.crash_reason
        self._failure.result()

    async def _take(self, stream: Any) -> None:
        queue = stream.channel.queue
        while not self._stopping:
            events = await self._batch(queue)
            if events is None:
                return
            live = self._still_ours(events)
            if live and not self._stopping:
                await self._carry_out(live)

    async def _batch(self, queue: "asyncio.Queue[Any]") -> list[Any] | None:
        if queue.empty():
            ask_for_more(self._app)
        try:
            events = [await queue.get()]
        except StopAsyncIteration:
            return None
        await asyncio.sleep(0)
        while len(events) < self._most and not queue.empty():
            events.append(queue.get_nowait())
        return events

    def _still_ours(self, events: list[Any]) -> list[Any]:
        """Events fetched before a rebalance are somebody else's now (the rule of Faust's Stream.__aiter__)."""
        if not self._app.flow_control.is_active():
            return []
        generation = self._app.consumer_generation_id
        live = [event for event in events if event.message.generation_id == generation]
        for event in live:
            self._app.consumer.track_message(event.message)
        return live

    async def _carry_out(self, events: list[Any]) -> None:
        self.idle.clear()
        try:
            await self._handle([_record(event.message) for event in events])
        except Exception as error:
            self._failure.set_exception(error)
            raise
        finally:
            self.idle.set()
        for event in events:
            event.ack()
        fault_point("after_acknowledge")


class AsItCame(faust.Schema[Any, Any]):
    """Keys and values are bytes, and stay what they are."""

    def compile(self, app: Any, **_: Any) -> Callable[..., Awaitable[Any]]:
        """What makes an event of a record."""
        event_of = app.create_event

        async def decode(message: Any, **_: Any) -> Any:
            return event_of(message.key, message.value, message.headers, message)

        return decode


def _record(message: Any) -> Record:
    return Record(
        message.topic,
        message.partition,
        message.offset,
        min(round(message.timestamp * 1000), _LATEST),
        message.key,
        message.value,
        tuple(message.headers or ()),
    )
