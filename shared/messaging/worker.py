"""The running half of a service that listens: the Faust app, the batches, and what goes on beside them."""

import asyncio
import logging
from collections.abc import Collection, Coroutine, Sequence
from tempfile import TemporaryDirectory
from typing import Any

import faust
from faust.contrib.asgi import faust_app_running
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.events import Event
from shared.messaging.breakers import show_breakers
from shared.messaging.cleaning import Cleaning, Forget
from shared.messaging.command_queue import CommandQueue
from shared.messaging.dedup import Dedup
from shared.messaging.delivery import Deliveries
from shared.messaging.due_orders import DueOrders
from shared.messaging.every import every
from shared.messaging.faust_app import make_faust_app
from shared.messaging.intake import Intake
from shared.messaging.lag import showing_lag
from shared.messaging.patience import until_kafka_answers
from shared.messaging.postman import Postman
from shared.messaging.publisher import Publisher
from shared.messaging.retries import Retries
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.sweeper import Sweeper
from shared.messaging.timers import Timer
from shared.settings import settings

_TO_CLOSE = 1.5
"""Seconds for what is left to do after leaving the group."""

log = logging.getLogger(__name__)


class Worker:
    """Everything of a service but its HTTP interface. `run` ends only by raising: whatever breaks ends the process,
    and what it held is handled again by the next."""

    def __init__(
        self,
        service: str,
        subscriptions: Subscriptions,
        timers: Sequence[Timer],
        sessions: async_sessionmaker[AsyncSession],
        forgets: Sequence[Forget] = (),
        roots: Collection[type[Event]] = (),
    ) -> None:
        self._cleaning = Cleaning(sessions, forgets)
        self._service, self._subscriptions, self._timers, self._sessions = service, subscriptions, timers, sessions
        self._retry_now = asyncio.Event()
        self._publisher, self._dedup = Publisher(), Dedup(service)
        self._postman = Postman(sessions, self._publisher)
        self.commands = CommandQueue(service, sessions, self._postman)
        self._deliveries = Deliveries(
            service, subscriptions, sessions, self._postman, self._dedup, on_parked=self._retry_now.set, roots=roots
        )
        self._intake: Intake | None = None
        self.joined = False

    async def run(self, stop: asyncio.Event) -> None:
        """Listens until `stop` is set; then takes no more, finishes what is in flight within `shutdown_timeout`, and
        leaves the consumer group. Raises what broke."""
        show_breakers()
        beside = [asyncio.create_task(work) for work in self._beside()]
        listening = asyncio.create_task(self._listen(stop))
        stopping = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([listening, stopping, *beside], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            await self._leave(listening)
        finally:
            stop.set()
            for task in (*beside, stopping, listening):
                task.cancel()
            await asyncio.gather(*beside, stopping, listening, return_exceptions=True)
            await self._close()

    async def _leave(self, listening: "asyncio.Task[None]") -> None:
        await asyncio.wait([listening], timeout=settings().shutdown_timeout)
        if not listening.done():
            log.warning("did not leave the consumer group in time; the broker will notice")
            return
        listening.result()

    def _beside(self) -> list[Coroutine[Any, Any, None]]:
        retries, sweeper = (
            Retries(self._sessions, self._deliveries),
            Sweeper(self._service, self._sessions, self._publisher),
        )
        return [
            every(1.0, retries.try_due, self._retry_now),
            every(1.0, sweeper.sweep),
            every(60.0, self._cleaning.clean),
            *(every(timer.seconds, DueOrders(timer, self._sessions, self.commands).run) for timer in self._timers),
        ]

    async def _listen(self, stop: asyncio.Event) -> None:
        topics = self._subscriptions.topics
        if not topics:
            self.joined = True
            await stop.wait()
            return
        told = settings()
        await until_kafka_answers()
        with TemporaryDirectory(prefix=f"{self._service}-") as directory:
            app = make_faust_app(self._service, topics, directory)
            intake = Intake(app, topics, self._deliveries.handle, told.batch_size)
            async with faust_app_running(app, stop_timeout=told.shutdown_timeout):
                self.joined = True
                with showing_lag(app):
                    await self._until_stopped(app, intake, stop)
                    await intake.stop(told.shutdown_timeout / 2)

    async def _until_stopped(self, app: faust.App, intake: Intake, stop: asyncio.Event) -> None:
        broke = asyncio.create_task(intake.broke(app))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([broke, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        broke.cancel()
        if broke.done() and not broke.cancelled():
            broke.result()

    async def _close(self) -> None:
        try:
            async with asyncio.timeout(_TO_CLOSE):
                for close in (self.commands.close, self._postman.close, self._publisher.close, self._dedup.close):
                    await close()
        except TimeoutError:
            log.warning("not all was published in time; the next sweep does it")
