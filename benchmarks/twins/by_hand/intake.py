"""Batches from Kafka: whatever is there, at once; a thread waits only when nothing is."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from confluent_kafka import Consumer, Message, TopicPartition

MOST = 500
_WAIT = 0.5


class Intake:
    """Offsets are stored when their batch is committed to the database, and go to Kafka once a second: a process that
    dies hears a second again, and drops it. Its group id and member id are fixed: who comes back is let in at once."""

    def __init__(self, kafka: str, service: str, topics: Sequence[str], assigned: Callable[[], None]) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._waiting: asyncio.Future[Message | None] | None = None
        self._consumer = Consumer(
            {
                "bootstrap.servers": kafka,
                "group.id": service,
                "group.instance.id": service,
                "auto.offset.reset": "earliest",
                "enable.auto.commit": True,
                "auto.commit.interval.ms": 1000,
                "enable.auto.offset.store": False,
                "fetch.wait.max.ms": 500,
                "fetch.error.backoff.ms": 50,
            }
        )
        loop = asyncio.get_running_loop()
        self._consumer.subscribe(
            list(topics), on_assign=lambda *_: loop.call_soon_threadsafe(assigned), on_revoke=lambda *_: None
        )

    def take(self) -> list[Message]:
        """What is there. Raises RuntimeError when Kafka refuses."""
        messages: list[Message] = []
        if self._waiting:
            if not self._waiting.done():
                return messages
            first, self._waiting = self._waiting.result(), None
            messages = [first] if first else []
        messages += self._consumer.consume(MOST - len(messages), 0)
        for message in messages:
            if error := message.error():
                raise RuntimeError(f"Kafka: {error}")
        return messages

    def wait(self, stir: asyncio.Event) -> None:
        """Sets it as soon as `take` has something, or a moment later."""
        if not self._waiting:
            loop = asyncio.get_running_loop()
            self._waiting = loop.run_in_executor(self._thread, self._consumer.poll, _WAIT)
            self._waiting.add_done_callback(lambda _: stir.set())

    def store(self, messages: Iterable[Message]) -> None:
        """They are done."""
        last: dict[tuple[str, int], int] = {}
        for message in messages:
            last[message.topic() or "", message.partition() or 0] = (message.offset() or 0) + 1
        self._consumer.store_offsets(offsets=[TopicPartition(*place, offset) for place, offset in last.items()])

    def close(self) -> None:
        """Commits what is stored."""
        self._thread.shutdown()
        self._consumer.close()
