"""A service: its Faust app, its topics, its sessions."""

import os
from collections.abc import Awaitable, Callable
from tempfile import TemporaryDirectory
from typing import Any

import faust
import mode.loop
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from benchmarks.saga.place import here
from benchmarks.twins.faust import events
from benchmarks.twins.faust.events import Event
from benchmarks.twins.shop.opening import address

MODELS: dict[str, type[Event]] = {
    "order.created": events.OrderCreated,
    "inventory.reserved": events.InventoryReserved,
    "inventory.rejected": events.InventoryRejected,
    "discount.applied": events.DiscountApplied,
    "discount.rejected": events.Refused,
    "payment.requested": events.PaymentRequested,
    "payment.succeeded": events.PaymentSucceeded,
    "payment.failed": events.Refused,
    "shipment.created": events.ShipmentCreated,
    "shipment.failed": events.Refused,
    "order.completed": events.OrderCompleted,
    "order.cancelled": events.OrderCancelled,
}

ACTORS = 10
"""Of each agent: it waits for the database, or for the outside, most of the time."""

Agent = Callable[[Any], Awaitable[None]]


class Service:
    """One process of the shop. `name` is its database's, too."""

    def __init__(self, name: str) -> None:
        place = here()
        self.directory = TemporaryDirectory(prefix="faust-", ignore_cleanup_errors=True)
        self.app = faust.App(
            name,
            broker=f"kafka://{place.kafka}",
            store="memory://",
            datadir=self.directory.name,
            web_enabled=False,
            topic_disable_leader=True,
        )
        engine = create_async_engine(address(place, name), pool_size=20, max_overflow=0)
        self.transaction = async_sessionmaker(engine, expire_on_commit=False).begin
        self._topics = {topic: self.app.topic(topic, key_type=str, value_type=model) for topic, model in MODELS.items()}

    def on(self, topic: str) -> Callable[[Agent], Agent]:
        """An agent of this topic."""
        listen: Any = self.app.agent(self._topics[topic], concurrency=ACTORS)

        def subscribe(agent: Agent) -> Agent:
            listen(agent)
            return agent

        return subscribe

    async def begin(self, topic: str, event: Event, traceparent: str | None) -> None:
        """Says what nothing heard led to."""
        await self._send(topic, event, (traceparent or new_traceparent()).encode())

    async def say(self, topic: str, event: Event, because_of: Any) -> None:
        """Says it in the trace of what was heard."""
        heard = because_of.headers or {}
        await self._send(topic, event, heard.get("traceparent") or new_traceparent().encode())

    async def _send(self, topic: str, event: Event, traceparent: bytes) -> None:
        await self._topics[topic].send(key=event.order_id, value=event, headers={"traceparent": traceparent})

    def run(self) -> None:
        """Until SIGTERM."""
        mode.loop.use("uvloop")
        self.app.task(_say_ready)
        faust.Worker(self.app, loglevel="WARNING", quiet=True, redirect_stdouts=False).execute_from_commandline()


async def _say_ready() -> None:
    print("ready", flush=True)


def new_traceparent() -> str:
    """Of a trace that begins here."""
    noise = os.urandom(24).hex()
    return f"00-{noise[:32]}-{noise[32:]}-01"
