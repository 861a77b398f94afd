"""What is said and heard: the order's id, bytes, and two headers. JSON is read only by whom it matters to."""

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from confluent_kafka import Message

from shared import ids


@dataclass(eq=False)
class Event:
    """Without an `id` it is the outcome of a call to the outside, told by a service to itself."""

    type: str
    order_id: str
    body: bytes
    traceparent: str
    id: str = field(default_factory=ids.new_id)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The body, read."""
        read: dict[str, Any] = orjson.loads(self.body)
        return read

    def headers(self) -> list[tuple[str, bytes]]:
        """As on Kafka."""
        return [("ce_id", self.id.encode()), ("traceparent", self.traceparent.encode())]


def hear(message: Message) -> Event:
    """From Kafka. One typed by hand has its id from where it stands."""
    topic, key, body = message.topic() or "", message.key() or b"", message.value() or b""
    headers = dict(message.headers() or ())
    if "ce_id" in headers:
        return Event(topic, key.decode(), body, headers["traceparent"].decode(), headers["ce_id"].decode())
    place = f"{topic}/{message.partition()}/{message.offset()}/{message.timestamp()[1]}"
    digest = sha256(place.encode()).digest()
    return Event(topic, key.decode(), body, traceparent(digest), str(UUID(bytes=digest[:16])))


def traceparent(noise: bytes) -> str:
    """The beginning of a trace, not sampled; from at least 24 bytes."""
    return f"00-{noise[:16].hex()}-{noise[16:24].hex()}-00"
