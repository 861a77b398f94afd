"""Writes a service's card to Kafka."""

import asyncio
import logging

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.messaging.cards import CARDS, Card
from shared.messaging.patience import until_kafka_answers
from shared.settings import settings

_AGAIN = 10.0
"""Seconds until the next try."""

log = logging.getLogger(__name__)


async def announce(card: Card) -> None:
    """Returns when Kafka has the card; until then it tries again. With a producer of its own: what cannot be announced
    keeps no event back."""
    while True:
        await until_kafka_answers()
        try:
            async with AIOKafkaProducer(bootstrap_servers=settings().kafka, acks="all") as producer:
                await producer.send_and_wait(CARDS, card.model_dump_json().encode(), key=card.key)
            return
        except (KafkaError, OSError) as trouble:
            log.warning("the card could not be written to %s (was `python -m shared.migrate` run?): %r", CARDS, trouble)
        await asyncio.sleep(_AGAIN)
