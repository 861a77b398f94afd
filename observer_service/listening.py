"""Hears every topic, also such as nobody had when the observer started."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from shared.messaging.any_records import read_any_records
from shared.messaging.cards import CARDS
from shared.messaging.patience import until_database_answers, until_kafka_answers
from shared.messaging.record import Record
from shared.messaging.trouble import is_database_trouble
from shared.settings import settings

GROUP = "observer_service"
_TOPICS = re.compile(rf"(?!__|{re.escape(CARDS)}$)")
"""All but Kafka's own, and the cards."""
_NEW_TOPICS = 3.0
"""Seconds after which a new topic is noticed; what stands in it is heard from its beginning."""
_AGAIN = 1.0

Recorder = Callable[[Sequence[Record]], Awaitable[None]]

log = logging.getLogger(__name__)


def is_heard(topic: str) -> bool:
    """Whether the observer hears it."""
    return bool(_TOPICS.match(topic))


async def listen(record: Recorder) -> None:
    """Hands over all records, for ever; those of a batch are acknowledged when `record` has returned. So each comes at
    least once. Replicas share the partitions. A record that cannot be recorded is logged and left out: it is in Kafka,
    and nobody acts on what is recorded here."""
    read_any_records()
    while True:
        await until_kafka_answers()
        consumer = _consumer()
        try:
            await consumer.start()
            while True:
                batch = await consumer.getmany(timeout_ms=500, max_records=settings().batch_size)
                records = [_record(one) for found in batch.values() for one in found]
                if records:
                    await _record_all(record, records)
                    await _acknowledge(consumer)
        except (KafkaError, OSError) as trouble:
            log.warning("Kafka cannot be heard: %r", trouble)
        finally:
            await consumer.stop()
        await asyncio.sleep(_AGAIN)


async def _record_all(record: Recorder, records: Sequence[Record]) -> None:
    try:
        await until_database_answers(lambda: record(records))
    except Exception as error:
        if is_database_trouble(error):
            raise
        if len(records) == 1:
            log.exception("%s could not be recorded, and is left out", records[0].origin)
            return
        for one in records:
            await _record_all(record, [one])


async def _acknowledge(consumer: AIOKafkaConsumer) -> None:
    """After a rebalance it is somebody else's, who hears it again; recording it twice changes nothing."""
    try:
        await consumer.commit()
    except (CommitFailedError, IllegalStateError) as late:
        log.info("not acknowledged: %s", late)


def _consumer() -> AIOKafkaConsumer:
    told = settings()
    session = round(told.session_timeout * 1000)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=told.kafka,
        group_id=GROUP,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        metadata_max_age_ms=round(_NEW_TOPICS * 1000),
        session_timeout_ms=session,
        heartbeat_interval_ms=max(300, session // 6),
        max_poll_interval_ms=300_000,
    )
    consumer.subscribe(pattern=f"^{_TOPICS.pattern}")
    return consumer


def _record(heard: "ConsumerRecord[bytes, bytes]") -> Record:
    return Record(
        heard.topic, heard.partition, heard.offset, heard.timestamp, heard.key, heard.value, tuple(heard.headers)
    )
