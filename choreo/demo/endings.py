"""Hears how orders end, as any listener could: the shop's customers need not be ours."""

import json
from collections.abc import Callable

from aiokafka import AIOKafkaConsumer


async def tell_endings(kafka: str, say: Callable[[str], None]) -> None:
    """Says each order's ending from now on, in no consumer group, until cancelled."""
    async with AIOKafkaConsumer("order.completed", "order.cancelled", bootstrap_servers=kafka) as endings:
        async for record in endings:
            try:
                body = json.loads(record.value or b"")
                ending = record.topic.removeprefix("order.").upper()
                say(f"{body['order_id']} {ending} {body.get('reason', '')}".rstrip())
            except (ValueError, TypeError, KeyError):
                continue  # Typed by hand, and no event: a dead letter of those who act on it.
