"""What stands beside an event on the wire: CloudEvents 1.0, Kafka protocol binding, binary mode, and W3C Trace Context.

An event typed by hand has none of it and is still an event: its id is where it stands, its trace comes from its id."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

MOST_BAGGAGE, MOST_TRACESTATE = 8192, 512
"""Characters of these headers that W3C wants passed on; longer ones are not, for what an event brings is said again
with each that follows from it."""

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\Z")
_VERSION = re.compile(r"[1-9][0-9]{0,8}\Z")
_SHOWN = 80
"""Characters of a header that an error repeats."""
_NO_UTF_8 = "\ufffd"
"""What stands for bytes that are no UTF-8: two ids that differ only there would be one."""
_YEAR_2262 = 2**63 // 1_000_000
"""In milliseconds: where spans, which count nanoseconds, end."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who said an event, when, and in which trace. `time` is RFC 3339."""

    id: str
    type: str
    version: int
    source: str
    time: str
    traceparent: str
    tracestate: str | None = None
    baggage: str | None = None
    by_hand: bool = False
    traced: bool = True
    """Whether it brought a trace; else its trace begins with it (`trace_of`)."""


def dataschema(topic: str, version: int) -> str:
    """The `ce_dataschema` of a version of an event."""
    return f"urn:choreo:{topic}:{version}"


def rfc3339(moment: datetime) -> str:
    """A time in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def trace_of(event_id: str) -> str:
    """The traceparent of an event that brings none: trace id and root span id are the first 16 and the next 8 bytes of
    the SHA-256 of its id, so that all who hear it stand in one trace."""
    digest = sha256(event_id.encode()).hexdigest()
    return f"00-{digest[:32]}-{digest[32:48]}-01"


def traceparent_in(headers: Iterable[tuple[str, bytes | None]]) -> str | None:
    """The trace that a record's headers name, whatever else they say."""
    told = read_headers(headers).get("traceparent", "")
    return told if _TRACEPARENT.match(told) else None


def open_envelope(
    headers: Iterable[tuple[str, bytes | None]], *, topic: str, current: int, origin: str, timestamp: int
) -> Envelope:
    """Reads the headers; of twins the first, and one without a value is as good as none. Whatever is missing is filled
    in; raises ValueError for what contradicts itself: another type than the topic's, a spec version or content type
    that is not ours, an id or a time that cannot be one. A trace or baggage that W3C does not allow is left out."""
    told = read_headers(headers)
    if (spec := told.get("ce_specversion", "1.0")) != "1.0":
        raise ValueError(f"ce_specversion is {_shown(spec)}; only 1.0 is understood")
    if (kind := told.get("ce_type", topic)) != topic:
        raise ValueError(f"ce_type is {_shown(kind)}, but the topic is {topic!r}")
    content = told.get("content-type", "application/json")
    if content.partition(";")[0].strip().lower() != "application/json":
        raise ValueError(f"content-type is {_shown(content)}; only application/json is understood")
    event_id = told.get("ce_id", origin)
    if not 0 < len(event_id) <= 300 or "\x00" in event_id or _NO_UTF_8 in event_id:
        raise ValueError("ce_id must have 1 to 300 characters, in UTF-8, and no NUL")
    if not 0 <= timestamp < _YEAR_2262:
        raise ValueError(f"the record's timestamp is {timestamp}; expected milliseconds since 1970, before 2262")
    traceparent = told.get("traceparent", "")
    traced = bool(_TRACEPARENT.match(traceparent))
    return Envelope(
        id=event_id,
        type=topic,
        version=_version(told.get("ce_dataschema"), topic, current),
        source=told.get("ce_source", "by-hand"),
        time=told.get("ce_time") or rfc3339(datetime.fromtimestamp(timestamp / 1000, UTC)),
        traceparent=traceparent if traced else trace_of(event_id),
        tracestate=_passed_on(told, "tracestate", MOST_TRACESTATE),
        baggage=_passed_on(told, "baggage", MOST_BAGGAGE),
        by_hand="ce_id" not in told and not any(name.startswith("ce_") for name in told),
        traced=traced,
    )


def read_headers(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    """As text, by names in lower case; of twins the first, and none that has no value."""
    pairs = reversed(tuple(headers))
    return {name.lower(): value.decode("utf-8", "replace") for name, value in pairs if value is not None}


def _passed_on(told: Mapping[str, str], name: str, most: int) -> str | None:
    value = told.get(name)
    return value if value and len(value) <= most and value.isascii() and value.isprintable() else None


def _shown(value: str) -> str:
    return repr(value) if len(value) <= _SHOWN else f"{value[:_SHOWN]!r}…"


def _version(schema: str | None, topic: str, current: int) -> int:
    if schema is None or schema == dataschema(topic, current):
        return current
    prefix, _, version = schema.rpartition(":")
    if prefix != f"urn:choreo:{topic}" or not _VERSION.match(version):
        raise ValueError(f"ce_dataschema is {_shown(schema)}; expected {dataschema(topic, current)}")
    return int(version)
