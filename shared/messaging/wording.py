"""In which version an event is said: in the latest, unless `CHOREO_EMIT_<EVENT>_VERSION` names an older one."""

from collections.abc import Collection

from pydantic_core import to_json

from shared.events import Event, declared_events
from shared.events.versions import check_casts, listed, lower, sayable
from shared.messaging.errors import CannotSay, WordingRefused
from shared.settings import settings


def variable_of(topic: str) -> str:
    """The variable that chooses the version of an event."""
    return f"CHOREO_EMIT_{topic.upper().replace('.', '_').replace('-', '_')}_VERSION"


def said_version(event: type[Event]) -> int:
    """The version in which this process says it."""
    return settings().emit_versions.get(variable_of(event.topic), event.schema_version)


def word(event: Event) -> tuple[int, bytes]:
    """An event's version and body, as they go over the wire. Raises CannotSay when a downcaster fails."""
    kind = type(event)
    version = said_version(kind)
    if version == kind.schema_version:
        return version, event.to_json()
    try:
        return version, to_json(lower(kind, version, event.model_dump(mode="json")))
    except Exception as error:
        raise CannotSay(f"{kind.topic} cannot be said as version {version}: {error!r}") from error


def check_wording(emits: Collection[type[Event]], hears: Collection[type[Event]]) -> None:
    """Raises WordingRefused, saying what is allowed: for a version that a service cannot say, a variable that names no
    event, an upcaster or downcaster that leads nowhere."""
    for event in {*emits, *hears}:
        try:
            check_casts(event)
        except TypeError as gap:
            raise WordingRefused(str(gap)) from None
    known = {variable_of(event.topic) for event in declared_events()}
    for variable in settings().emit_versions:
        if variable not in known:
            raise WordingRefused(f"{variable} names no event that is known here; known are {', '.join(sorted(known))}")
    for event in emits:
        if (version := said_version(event)) not in (allowed := sayable(event)):
            told = f"{variable_of(event.topic)} is {version}"
            raise WordingRefused(f"{told}; of {event.topic} this release can say version {listed(allowed, 'or')}")
