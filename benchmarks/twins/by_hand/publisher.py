"""From the outbox to Kafka: what was committed is sent from memory, and its rows go in bulk, once a second."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from uuid import UUID

import asyncpg
from confluent_kafka import KafkaError, Message, Producer

from benchmarks.twins.by_hand.events import Event
from shared import clock

_LEFT_BEHIND = timedelta(seconds=5)
_LEFT = (
    """select type, aggregateid, payload, traceparent, id::text from outbox where id < $1::uuid order by id limit 500"""
)


class Publisher:
    """A row that is not deleted, for whatever reason, is sent again; its id is the same, and the inbox drops it."""

    def __init__(self, kafka: str, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._arrived: list[str] = []
        self._producer = Producer(
            {
                "bootstrap.servers": kafka,
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": 0.5,
            }
        )

    def publish(self, events: Iterable[Event]) -> None:
        """Returns before it is sent."""
        for event in events:
            self._producer.produce(
                event.type,
                event.body,
                event.order_id,
                headers=event.headers(),
                on_delivery=partial(self._delivered, event.id),
            )
        self._producer.poll(0)

    async def clean(self) -> None:
        """Until cancelled: deletes what has arrived, and sends what was left behind, by a process that died."""
        while True:
            await asyncio.sleep(1)
            self._producer.poll(0)
            arrived, self._arrived = self._arrived, []
            if arrived:
                await self._connection.execute("delete from outbox where id = any($1::uuid[])", arrived)
            self.publish([Event(*row) for row in await self._connection.fetch(_LEFT, _oldest_in_time())])

    def finish(self) -> None:
        """Sends what waits; at most a few seconds."""
        self._producer.flush(5)

    def _delivered(self, id_: str, error: KafkaError | None, _: Message) -> None:
        if error is None:
            self._arrived.append(id_)


def _oldest_in_time() -> str:
    """Ids begin with the time: a smaller one is older than what the owner may still be sending."""
    moment = int((clock.now() - _LEFT_BEHIND).timestamp() * 1000)
    return str(UUID(int=moment << 80))
