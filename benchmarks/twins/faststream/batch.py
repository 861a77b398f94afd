"""A batch of messages as FastStream hands it over, each handled in a transaction of its own, side by side."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from faststream.kafka import KafkaMessage

from benchmarks.twins.faststream.done import Done
from benchmarks.twins.faststream.events import Event
from benchmarks.twins.faststream.heard import HEARD, Heard
from benchmarks.twins.faststream.unit import AlreadyHandledError

Handler = Callable[[Any], Awaitable[None]]


async def handle_batch(handler: Handler, events: Sequence[Event], message: KafkaMessage, done: Done) -> None:
    """Raises the first error when all have ended: FastStream then reads the batch again, and what was done is known."""
    heard = [
        Heard.of(record, headers) for record, headers in zip(message.raw_message, message.batch_headers, strict=True)
    ]
    known = await done.which([one.event_id for one in heard])
    new = [(event, one) for event, one in zip(events, heard, strict=True) if one.event_id not in known]
    outcomes = await asyncio.gather(*(_handle(handler, *pair) for pair in new), return_exceptions=True)
    if errors := [outcome for outcome in outcomes if outcome is not None]:
        raise errors[0]
    if new:
        await done.add([one.event_id for _, one in new])


async def _handle(handler: Handler, event: Event, heard: Heard) -> None:
    HEARD.set(heard)
    with suppress(AlreadyHandledError):
        await handler(event)
