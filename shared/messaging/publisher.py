"""The producer: idempotent, acks=all. Returns only when every replica that must have a message has it."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import RecordMetadata

from shared import clock
from shared.messaging.measures import count_sent
from shared.messaging.message import Message
from shared.messaging.unsent import Unsent
from shared.settings import settings

_PATIENCE = 8.0
"""Seconds after which a publishing that nobody answered counts as failed; less than a transaction may idle."""

_TO_STOP = 2.0
"""Seconds that a producer may take to end."""

log = logging.getLogger(__name__)


class Publisher:
    """One producer per process. Opened at the first message, so that a broker that is away keeps nobody waiting at
    start; a producer that failed is thrown away, for its sequence numbers have a gap."""

    def __init__(self) -> None:
        self._producer: AIOKafkaProducer | None = None
        self._opening = asyncio.Lock()
        self._under_way: set[str] = set()
        self.uncleared: set[str] = set()
        """Ids of messages that Kafka has, and whose rows are about to be deleted from the outbox."""
        self.unsent = Unsent()

    def is_busy_with(self, message: Message) -> bool:
        """Whether this process is sending it, or has sent it and clears it soon."""
        return message.id in self._under_way or message.id in self.uncleared

    async def publish(self, messages: Sequence[Message]) -> list[Message]:
        """Returns those that Kafka has. The others may have been taken or not; publishing them again is safe."""
        self._under_way.update(message.id for message in messages)
        try:
            return await self._publish(messages)
        finally:
            self._under_way.difference_update(message.id for message in messages)

    async def _publish(self, messages: Sequence[Message]) -> list[Message]:
        begun = clock.elapsed()
        try:
            async with asyncio.timeout(_PATIENCE):
                producer = await self._open()
                sending = [await _send(producer, message) for message in messages]
                outcomes = await asyncio.gather(*sending, return_exceptions=True)
        except (KafkaError, OSError) as trouble:
            log.warning("Kafka is away: %r", trouble)
            if self._producer is not None:
                await self._throw_away(self._producer)
            self._settle(messages, [trouble] * len(messages), clock.elapsed() - begun)
            return []
        if failed := [outcome for outcome in outcomes if isinstance(outcome, BaseException)]:
            log.warning("Kafka did not take %d of %d messages: %r", len(failed), len(messages), failed[0])
            await self._throw_away(producer)
        return self._settle(messages, outcomes, clock.elapsed() - begun)

    def _settle(
        self, messages: Sequence[Message], outcomes: Sequence[RecordMetadata | BaseException], seconds: float
    ) -> list[Message]:
        taken = []
        for message, outcome in zip(messages, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                count_sent([message.topic], seconds, outcome)
                self.unsent.keep(message)
            else:
                self.unsent.end(message, outcome.partition, outcome.offset)
                taken.append(message)
        count_sent((message.topic for message in taken), seconds)
        return taken

    async def close(self) -> None:
        """Ends the connection."""
        if self._producer is not None:
            await self._throw_away(self._producer)

    async def _open(self) -> AIOKafkaProducer:
        async with self._opening:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=settings().kafka,
                    acks="all",
                    enable_idempotence=True,
                    linger_ms=0,
                    max_batch_size=256 * 1024,
                    max_request_size=4 * 1024 * 1024,
                    request_timeout_ms=10_000,
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer

    async def _throw_away(self, producer: AIOKafkaProducer) -> None:
        """What it still holds is not sent any more: it stays in the outbox, and a sweeper sends it."""
        if self._producer is producer:
            self._producer = None
        with suppress(KafkaError, OSError):
            async with asyncio.timeout(_TO_STOP):
                await producer.stop()
            return
        with suppress(KafkaError, OSError):  # `stop` waits for what it holds; its sender would go on trying for ever
            async with asyncio.timeout(_TO_STOP):
                await producer._sender.close()
                await producer.client.close()


async def _send(producer: AIOKafkaProducer, message: Message) -> "asyncio.Future[RecordMetadata]":
    """Hands it to the producer; the future tells when Kafka has it."""
    headers = list(message.headers)
    try:
        sending: asyncio.Future[RecordMetadata]
        if message.key is not None or message.value is not None:
            sending = await producer.send(message.topic, message.value, key=message.key, headers=headers)
        else:
            batch = producer.create_batch()  # a dead letter with neither, which `send` refuses
            batch.append(timestamp=None, key=None, value=None, headers=headers)
            sending = await producer.send_batch(batch, message.topic, partition=0)
    except (KafkaError, OSError, ValueError) as refused:
        sending = asyncio.get_running_loop().create_future()
        sending.set_exception(refused)
    return sending
