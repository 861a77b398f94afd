"""From a record to an event."""

from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from shared.events import Event, event_named
from shared.events.envelope import Envelope, open_envelope
from shared.events.versions import lift, listed, understood
from shared.messaging.errors import NoEvent
from shared.messaging.record import Record


class Heard(NamedTuple):
    """An event and what stood beside it."""

    event: Event
    envelope: Envelope


def hear(record: Record) -> Heard:
    """Reads a record, whatever version of the event it has; the event is the latest. Raises NoEvent, saying what is
    wrong with it, when it is no event that is known here."""
    if (kind := event_named(record.topic)) is None:
        raise NoEvent(f"nobody has declared an event named {record.topic}")
    if record.value is None:
        raise NoEvent("the record has no body")
    try:
        envelope = open_envelope(
            record.headers,
            topic=record.topic,
            current=kind.schema_version,
            origin=record.origin,
            timestamp=record.timestamp,
        )
        body = record.value
        if envelope.version != kind.schema_version:
            body = _lifted(kind, envelope.version, body)
        return Heard(kind.model_validate_json(body), envelope)
    except ValidationError as invalid:
        raise NoEvent("; ".join(_sentences(invalid))) from None
    except ValueError as contradiction:
        raise NoEvent(str(contradiction)) from None


def _lifted(kind: type[Event], version: int, body: bytes) -> bytes:
    if version not in (known := understood(kind)):
        unknown = f"version {version} of {kind.topic} is unknown here; known is {listed(known)}"
        cure = "upgrade this service" if version > kind.schema_version else "bring its upcaster back"
        raise NoEvent(f"{unknown}: {cure}, then replay it")
    if not isinstance(old := from_json(body), dict):
        raise NoEvent("body: Input should be an object")
    try:
        return to_json(lift(kind, version, old))
    except Exception as error:
        what = f"a body of version {version} of {kind.topic} cannot be lifted to version {kind.schema_version}"
        raise NoEvent(f"{what}: {error!r}") from error


def _sentences(invalid: ValidationError) -> list[str]:
    found = invalid.errors(include_url=False, include_input=False, include_context=False)
    return [f"{'.'.join(map(str, error['loc'])) or 'body'}: {error['msg']}" for error in found[:5]]
