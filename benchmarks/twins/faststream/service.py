"""A service: its broker, its database, its outbox."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import GenericAlias

import uvloop
from faststream import AckPolicy, FastStream
from faststream.kafka import KafkaBroker, KafkaMessage
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from benchmarks.saga.place import here
from benchmarks.twins.faststream.batch import Handler, handle_batch
from benchmarks.twins.faststream.done import Done
from benchmarks.twins.faststream.events import Event
from benchmarks.twins.faststream.heard import HEARD
from benchmarks.twins.faststream.relay import Relay
from benchmarks.twins.faststream.unit import Unit
from benchmarks.twins.shop.opening import address

BATCH = 20
"""Messages at most, each in a transaction of its own: so many connections, too."""
PAUSE_MS = 10
"""A subscriber that found nothing sleeps so long."""


class Service:
    """One process of the shop. `name` is its database's, too."""

    def __init__(self, name: str) -> None:
        place, self.name = here(), name
        self.broker = KafkaBroker(
            place.kafka,
            client_id=name,
            enable_idempotence=True,
            acks="all",
            allow_auto_create_topics=False,
            logger=None,
        )
        engine = create_async_engine(address(place, name), pool_size=BATCH, max_overflow=0)
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        self._reading = async_sessionmaker(engine.execution_options(isolation_level="AUTOCOMMIT"))
        self._relay = Relay(self.broker, engine, name)
        self._done = Done(Redis.from_url(place.redis), name)

    def on(self, topic: str) -> Callable[[Handler], Handler]:
        """Subscribes the handler of one message; its first annotation is the model. At least once: the offsets are
        committed after the batch, which is read again where one raised."""

        def subscribe(handler: Handler) -> Handler:
            async def handle(events: list[Event]) -> None:
                message: KafkaMessage = self.broker.context.get_local("message")
                await handle_batch(handler, events, message, self._done)

            model = next(iter(inspect.signature(handler).parameters.values())).annotation
            handle.__annotations__["events"] = GenericAlias(list, (model,))
            self.broker.subscriber(
                topic,
                group_id=f"{self.name}.{topic}",
                auto_offset_reset="earliest",
                ack_policy=AckPolicy.NACK_ON_ERROR,
                batch=True,
                max_records=BATCH,
                batch_timeout_ms=PAUSE_MS,
            )(handle)
            return handler

        return subscribe

    @asynccontextmanager
    async def once(self) -> AsyncIterator[Unit]:
        """The transaction of the message that is being handled. Raises AlreadyHandledError, which ends the handler."""
        heard = HEARD.get()
        async with self.transaction(heard.traceparent) as unit:
            await unit.note(heard.event_id)
            yield unit

    @asynccontextmanager
    async def transaction(self, traceparent: str) -> AsyncIterator[Unit]:
        """What is said in it is published after its commit."""
        async with self._sessions() as db:
            unit = Unit(db, traceparent)
            yield unit
            if not unit.withdrawn:
                await db.commit()
                self._relay.take(unit.said)

    def reading(self) -> AsyncSession:
        """A session without a transaction, for one look."""
        return self._reading()

    @asynccontextmanager
    async def publishing(self) -> AsyncIterator[None]:
        """Within it the outbox is published."""
        task = asyncio.create_task(self._relay.run())
        try:
            yield
        finally:
            task.cancel()

    def run(self) -> None:
        """Until SIGTERM."""
        uvloop.run(self._serve())

    async def _serve(self) -> None:
        app = FastStream(self.broker, logger=None)
        publishing = self.publishing()
        app.after_startup(publishing.__aenter__)
        app.after_startup(say_ready)
        await app.run()


def say_ready() -> None:
    """For whoever started it."""
    print("ready", flush=True)
