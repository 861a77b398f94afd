"""What stands beside an event on the wire: CloudEvents 1.0, Kafka protocol binding, binary mode, and W3C Trace Context.

An event typed by hand has none of it and is still an event: its id is where it stands, its trace comes from its id."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from shared.events.event import Event

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\Z")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who said an event, when, and in which trace. `time` is RFC 3339."""

    id: str
    type: str
    version: int
    source: str
    time: str
    subject: str
    traceparent: str
    tracestate: str | None = None
    baggage: str | None = None
    by_hand: bool = False
    traced: bool = True
    """Whether it brought a trace; else its trace begins with it (`trace_of`)."""


def dataschema(event: type[Event]) -> str:
    """The `ce_dataschema` of an event's current version."""
    return f"urn:choreo:{event.topic}:{event.schema_version}"


def rfc3339(moment: datetime) -> str:
    """A time in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def trace_of(event_id: str) -> str:
    """The traceparent of an event that brings none: trace id and root span id are the first 16 and the next 8 bytes of
    the SHA-256 of its id, so that all who hear it stand in one trace."""
    digest = sha256(event_id.encode()).hexdigest()
    return f"00-{digest[:32]}-{digest[32:48]}-01"


def traceparent_in(headers: Iterable[tuple[str, bytes]]) -> str | None:
    """The trace that a record's headers name, whatever else they say."""
    told = [value.decode("utf-8", "replace") for name, value in headers if name.lower() == "traceparent"]
    return told[0] if told and _TRACEPARENT.match(told[0]) else None


def open_envelope(
    headers: Iterable[tuple[str, bytes]], *, topic: str, current: int, key: str, origin: str, timestamp: int
) -> Envelope:
    """Reads the headers. Whatever is missing is filled in; raises ValueError for what contradicts itself: another
    type than the topic's, a spec version or content type that is not ours, an id that cannot be one."""
    told = {name.lower(): value.decode("utf-8", "replace") for name, value in reversed(list(headers))}
    if (spec := told.get("ce_specversion", "1.0")) != "1.0":
        raise ValueError(f"ce_specversion is {spec!r}; only 1.0 is understood")
    if (kind := told.get("ce_type", topic)) != topic:
        raise ValueError(f"ce_type is {kind!r}, but the topic is {topic!r}")
    content = told.get("content-type", "application/json")
    if content.partition(";")[0].strip().lower() != "application/json":
        raise ValueError(f"content-type is {content!r}; only application/json is understood")
    event_id = told.get("ce_id", origin)
    if not 0 < len(event_id) <= 300 or "\x00" in event_id:
        raise ValueError("ce_id must have 1 to 300 characters and no NUL")
    traceparent = told.get("traceparent", "")
    traced = bool(_TRACEPARENT.match(traceparent))
    return Envelope(
        id=event_id,
        type=topic,
        version=_version(told.get("ce_dataschema"), topic, current),
        source=told.get("ce_source", "by-hand"),
        time=told.get("ce_time") or rfc3339(datetime.fromtimestamp(timestamp / 1000, UTC)),
        subject=told.get("ce_subject", key),
        traceparent=traceparent if traced else trace_of(event_id),
        tracestate=told.get("tracestate"),
        baggage=told.get("baggage"),
        by_hand=not any(name.startswith("ce_") for name in told),
        traced=traced,
    )


def _version(schema: str | None, topic: str, current: int) -> int:
    if schema is None:
        return current
    prefix, _, version = schema.rpartition(":")
    if prefix != f"urn:choreo:{topic}" or not version.isascii() or not version.isdigit():
        raise ValueError(f"ce_dataschema is {schema!r}; expected urn:choreo:{topic}:{current}")
    return int(version)
