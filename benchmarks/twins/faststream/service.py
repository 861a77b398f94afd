"""A service: its broker, its database, its outbox."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvloop
from faststream import AckPolicy, FastStream
from faststream.exceptions import AckMessage
from faststream.kafka import KafkaBroker, KafkaMessage
from redis.asyncio import Redis
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from benchmarks.saga.place import here
from benchmarks.twins.faststream.dedup import deduplicated_by, event_id_of
from benchmarks.twins.faststream.messages import Inbox
from benchmarks.twins.faststream.relay import Relay
from benchmarks.twins.faststream.unit import Unit
from benchmarks.twins.shop.opening import PARTITIONS, address


class Service:
    """One process of the shop. `name` is its database's, too."""

    def __init__(self, name: str) -> None:
        place, self.name = here(), name
        self.redis = Redis.from_url(place.redis)
        self.broker = KafkaBroker(
            place.kafka,
            client_id=name,
            enable_idempotence=True,
            acks="all",
            allow_auto_create_topics=False,
            middlewares=[deduplicated_by(self.redis, name)],
            logger=None,
        )
        engine = create_async_engine(address(place, name), pool_size=20, max_overflow=0)
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        self._reading = async_sessionmaker(engine.execution_options(isolation_level="AUTOCOMMIT"))
        self._relay = Relay(self.broker, engine, name)

    def on(self, topic: str) -> Callable[..., Any]:
        """Subscribes the handler, at least once: committed after the handler, read again where it raised. A worker per
        partition."""
        subscriber: Callable[..., Any] = self.broker.subscriber(
            topic,
            group_id=f"{self.name}.{topic}",
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.NACK_ON_ERROR,
            max_workers=int(os.environ.get("WORKERS", PARTITIONS)),
        )
        return subscriber

    @asynccontextmanager
    async def once(self) -> AsyncIterator[Unit]:
        """The transaction of the message that is being handled. Raises AckMessage, which ends the handler, where it was
        handled before."""
        # Asked for as a parameter, `Context()` is resolved in another thread (fast-depends 3.0.9, `CallModel.asolve`).
        message: KafkaMessage = self.broker.context.get_local("message")
        async with self._sessions() as db:
            seen = insert(Inbox).values(event_id=event_id_of(message)).on_conflict_do_nothing()
            if not await db.scalar(seen.returning(Inbox.event_id)):
                raise AckMessage
            unit = Unit(db, message.headers.get("traceparent") or new_traceparent())
            yield unit
            if not unit.withdrawn:
                await db.commit()
                self._relay.take(unit.said)

    @asynccontextmanager
    async def transaction(self, traceparent: str) -> AsyncIterator[Unit]:
        """Of something that no message asked for."""
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


def new_traceparent() -> str:
    """Of a trace that begins here."""
    noise = os.urandom(24).hex()
    return f"00-{noise[:32]}-{noise[32:]}-01"
