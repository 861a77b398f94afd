"""Faust's Kafka consumer, without the tasks that it makes for every record.

For each record Faust waits for "it is in the stream's queue, or the flow is suspended", and makes four tasks for that.
Nearly always the queue has room, and there is nothing to wait for. (Measured by benchmarks/; four tasks cost more than
the rest of its way into the queue.)"""

import asyncio
from collections.abc import Coroutine, Generator
from contextlib import suppress
from types import coroutine
from typing import Any

import faust
from aiokafka.errors import ConsumerStoppedError
from faust.transport.drivers import aiokafka as driver

from shared.messaging.faust_fetching import InTheLoop
from shared.messaging.gathering import Gathering

GATHERING = Gathering(each=0.01, longest=0.25)
"""Of records, at the broker, before it answers the next fetch."""
_AT_REST = 1.0
"""Seconds for which nothing is fetched while a batch is being handled; then on, so that lag is seen to grow."""


class Consumer(driver.Consumer):
    """Fetches when it is asked to: one fetch is one batch, and holds what came since the last. Waits only where there
    is something to wait for."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._asked = asyncio.Event()

    _thread: InTheLoop

    def ask(self) -> None:
        """The next fetch may come."""
        self._asked.set()

    def _new_consumer_thread(self) -> InTheLoop:
        return InTheLoop(self, loop=self.loop, thread_loop=self.loop, beacon=self.beacon)

    async def _drain_messages(self, fetcher: Any) -> None:
        """Brings records into the stream's queue until it is stopped, as Faust's own does."""
        try:
            while not (self.should_stop or fetcher.should_stop):
                await asyncio.sleep(0)
                await self._until_asked()
                brought = 0
                async for partition, message in self.getmany(timeout=1.0):
                    self._asked.clear()
                    await self._bring(partition, message)
                    brought += 1
                if brought:
                    self._thread.let_gather(GATHERING.after(brought))
        except (ConsumerStoppedError, asyncio.CancelledError):
            if not self.app.should_stop:
                raise

    async def _until_asked(self) -> None:
        if not self._asked.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_AT_REST):
                    await self._asked.wait()

    async def _bring(self, partition: Any, message: Any) -> None:
        read = self._read_offset[partition]
        if read is not None and message.offset < read:
            return
        if read and message.offset - read > 1 and self.app.topics.acks_enabled_for(message.topic):
            await self._add_gap(partition, read + 1, message.offset)
        await self._until_taken(self.callback(message))
        self._read_offset[partition] = message.offset

    async def _until_taken(self, taking: Any) -> None:
        """Returns when the record is in the queue, or when the flow is suspended: then it is fetched again."""
        try:
            waits_for = taking.send(None)
        except StopIteration:
            return
        await self.wait_first(_finish(taking, waits_for), self.suspend_flow.wait())


class Transport(driver.Transport):
    """With that consumer."""

    Consumer = Consumer


def ask_for_more(app: faust.App) -> None:
    """Whoever takes from the app's stream has nothing left."""
    consumer = app.consumer
    assert isinstance(consumer, Consumer)
    consumer.ask()


async def _finish(begun: Coroutine[Any, Any, Any], waits_for: Any) -> Any:
    return await _go_on(begun, waits_for)


@coroutine
def _go_on(begun: Coroutine[Any, Any, Any], waits_for: Any) -> Generator[Any, Any, Any]:
    """Goes on with a coroutine that was begun, from what it waits for."""
    while True:
        try:
            answer, error = (yield waits_for), None
        except BaseException as raised:
            answer, error = None, raised
        try:
            waits_for = begun.send(answer) if error is None else begun.throw(error)
        except StopIteration as end:
            return end.value
