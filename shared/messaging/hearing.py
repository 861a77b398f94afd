"""From a record to an event."""

from typing import NamedTuple

from pydantic import ValidationError

from shared.events import Event, event_named
from shared.events.envelope import Envelope, open_envelope
from shared.messaging.errors import NoEvent
from shared.messaging.record import Record


class Heard(NamedTuple):
    """An event and what stood beside it."""

    event: Event
    envelope: Envelope


def hear(record: Record) -> Heard:
    """Reads a record. Raises NoEvent, saying what is wrong with it, when it is no event that is known here."""
    if (kind := event_named(record.topic)) is None:
        raise NoEvent(f"nobody has declared an event named {record.topic}")
    if record.value is None:
        raise NoEvent("the record has no body")
    try:
        event = kind.model_validate_json(record.value)
        envelope = open_envelope(
            record.headers,
            topic=record.topic,
            current=kind.schema_version,
            key=event.key,
            origin=record.origin,
            timestamp=record.timestamp,
        )
    except ValidationError as invalid:
        raise NoEvent("; ".join(_sentences(invalid))) from None
    except ValueError as contradiction:
        raise NoEvent(str(contradiction)) from None
    if envelope.version != kind.schema_version:
        raise NoEvent(f"version {envelope.version} of {record.topic} is unknown here; known is {kind.schema_version}")
    return Heard(event, envelope)


def _sentences(invalid: ValidationError) -> list[str]:
    found = invalid.errors(include_url=False, include_input=False, include_context=False)
    return [f"{'.'.join(map(str, error['loc'])) or 'body'}: {error['msg']}" for error in found[:5]]
