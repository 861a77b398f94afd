"""Waiting for the parts without which there is no work: the service's own database, and at start Kafka."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from shared.messaging.step import StepFailed
from shared.messaging.trouble import in_one_line, is_database_trouble
from shared.settings import settings

R = TypeVar("R")

_LONGEST = 2.0
"""Seconds between two tries, at most."""

log = logging.getLogger(__name__)


async def until_database_answers(work: Callable[[], Awaitable[R]], *, tries: int | None = None) -> R:
    """Does the work again while its database is away, busy or breaking a deadlock; for ever, or so many tries.

    Raises what the work raises otherwise, and the last trouble when the tries are used up."""
    attempt = 0
    while True:
        try:
            return await work()
        except StepFailed:
            raise
        except Exception as trouble:
            attempt += 1
            if not is_database_trouble(trouble) or (tries is not None and attempt >= tries):
                raise
            if attempt == 1 or attempt % 10 == 0:
                log.warning("waiting for the database, try %d: %s", attempt, in_one_line(trouble))
            await _rest(attempt)


async def until_kafka_answers() -> None:
    """Returns when a broker can be reached and says that it is in the cluster: Faust, started without one, would give
    up, and aiokafka's coordinator would die at the first look."""
    attempt = 0
    while True:
        client = AIOKafkaClient(bootstrap_servers=settings().kafka)
        try:
            await client.bootstrap()
            if not client.cluster.brokers():
                raise KafkaError("it has not joined its cluster yet")
            return
        except (KafkaError, OSError) as trouble:
            attempt += 1
            if attempt == 1 or attempt % 10 == 0:
                log.warning("waiting for Kafka, try %d: %s", attempt, trouble)
            await _rest(attempt)
        finally:
            await client.close()


async def _rest(attempt: int) -> None:
    await asyncio.sleep(min(_LONGEST, 0.05 * 2 ** min(attempt, 6)) * random.uniform(0.5, 1.5))
