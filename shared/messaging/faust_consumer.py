"""Faust's Kafka consumer, without the tasks that it makes for every record.

For each record Faust waits for "it is in the stream's queue, or the flow is suspended", and makes four tasks for that.
Nearly always the queue has room, and there is nothing to wait for. (Measured by benchmarks/; four tasks cost more than
the rest of its way into the queue.)"""

from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any

from faust.transport.drivers import aiokafka as driver
from mode.services import WaitResults


class Consumer(driver.Consumer):
    """Waits only where there is something to wait for."""

    async def wait_first(self, *coros: Any, **options: Any) -> WaitResults:
        """The same result as Faust's own: what is through at once is done, and the others are cancelled."""
        first, *others = coros
        if options or not isinstance(first, Coroutine):
            return await super().wait_first(*coros, **options)
        try:
            waits_for = first.send(None)
        except BaseException as end:
            for other in others:
                other.close()
            if isinstance(end, StopIteration):
                return WaitResults([first], [end.value], False)
            raise
        return await super().wait_first(_finish(first, waits_for), *others)


class Transport(driver.Transport):
    """With that consumer."""

    Consumer = Consumer


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
