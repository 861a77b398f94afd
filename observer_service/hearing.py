"""From a record of any topic to what is kept of it. Whatever a record holds, it is kept: nothing is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json

from shared import clock
from shared.events.envelope import read_headers, trace_of, traceparent_in
from shared.messaging.headers import headers_to_json
from shared.messaging.record import Record

MOST_BODY = 64 * 1024
"""Bytes of a record's value that are kept."""
_ORDER_ID = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_VERSION = re.compile(r"urn:choreo:[^:]+:([1-9][0-9]{0,8})\Z")
_LONGEST = 4000
"""Characters of a text that is kept of a header."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A record, read as far as it can be. `data` is its body when that is a JSON object."""

    record: Record
    event_id: str
    order_id: str | None
    said_by: str | None
    said_at: datetime
    version: int | None
    trace_id: str
    data: Mapping[str, Any]
    headers: Mapping[str, str]
    """Names in lower case, of twins the first."""

    def row(self) -> dict[str, Any]:
        """Of heard_event."""
        return {
            "topic": self.record.topic,
            "partition": self.record.partition,
            "offset": self.record.offset,
            "event_id": self.event_id,
            "order_id": self.order_id,
            "said_by": self.said_by,
            "said_at": self.said_at,
            "version": self.version,
            "trace_id": self.trace_id,
            "headers": headers_to_json(self.record.headers),
            "body": self.record.value[:MOST_BODY] if self.record.value is not None else None,
        }


def read(record: Record) -> Heard:
    """An event that says nothing of itself was typed by hand, and its id is its place in Kafka (blueprint, section 4).
    It is about the order that its body names."""
    headers = _headers(record)
    data = _data(record.value)
    said_by = headers.get("ce_source")
    event_id = headers.get("ce_id") or record.origin
    place = traceparent_in(record.headers) or trace_of(event_id)
    version = _VERSION.match(headers.get("ce_dataschema", ""))
    return Heard(
        record=record,
        event_id=event_id,
        order_id=order_named(data.get("order_id")),
        said_by=said_by or None,
        said_at=_moment(record.timestamp),
        version=int(version[1]) if version else None,
        trace_id=place.split("-")[1],
        data=data,
        headers=headers,
    )


def _headers(record: Record) -> dict[str, str]:
    """As text that PostgreSQL takes."""
    told = read_headers(record.headers)
    return {
        name.encode(errors="replace").decode(): value.replace("\x00", "")[:_LONGEST] for name, value in told.items()
    }


def _moment(milliseconds: int) -> datetime:
    """What a clock that goes ahead says was said later than now, was said now."""
    now = clock.now()
    return now if milliseconds >= now.timestamp() * 1000 else datetime.fromtimestamp(max(milliseconds, 0) / 1000, UTC)


def _data(value: bytes | None) -> Mapping[str, Any]:
    try:
        data = from_json(value or b"")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def order_named(told: Any) -> str | None:
    """An order's id, if it is one."""
    return told if isinstance(told, str) and _ORDER_ID.match(told) else None
