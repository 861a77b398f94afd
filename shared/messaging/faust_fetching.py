"""What Faust runs in a thread of its own, without one.

It has that thread so that a handler that blocks the loop cannot stop the heartbeat. A handler here awaits only its unit
of work, so nothing blocks; but two threads that take turns wait for each other at every fetch."""

from collections.abc import Awaitable, Callable
from typing import Any

from faust.transport.drivers import aiokafka as driver
from mode.services import Service

ENOUGH = 128 * 1024
"""Bytes with which the broker answers at once all the same."""
_LONG_POLL = 1500
"""Milliseconds after which a fetch that found nothing is answered; Faust's own."""


class InTheLoop(driver.AIOKafkaConsumerThread):
    """What Faust runs in a thread, without one: a service like any other, and a call is a call."""

    wait_for_shutdown = False

    start = Service.start
    maybe_start = Service.maybe_start
    crash = Service.crash  # type: ignore[assignment]
    _stopped_set = Service._stopped_set
    _stop_children = Service._stop_children
    _stop_futures = Service._stop_futures
    _stop_exit_stacks = Service._stop_exit_stacks

    @Service.task
    async def _thread_keepalive(self) -> None:
        """There is no thread to keep awake."""

    def let_gather(self, seconds: float) -> None:
        """The broker answers the next fetch after so long, or when there is enough, and those that follow when there is
        any; 0: the next one, too."""
        self._fetch_at_once()
        if seconds:
            fetcher = self._ensure_consumer()._fetcher
            fetcher._fetch_min_bytes, fetcher._fetch_max_wait_ms = ENOUGH, round(1000 * seconds)
            self.loop.call_later(seconds / 2, self._fetch_at_once)  # the next one is under way by then

    def _fetch_at_once(self) -> None:
        fetcher = self._ensure_consumer()._fetcher
        fetcher._fetch_min_bytes, fetcher._fetch_max_wait_ms = 1, _LONG_POLL

    async def on_stop(self) -> None:
        """Leaves the group."""
        await self.on_thread_stop()

    async def call_thread(self, fun: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Calls it."""
        answer = fun(*args, **kwargs)
        return await answer if isinstance(answer, Awaitable) else answer
