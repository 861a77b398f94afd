"""Versions of an event's body. The class is the latest; upcasters lift older bodies to it, downcasters lower it for
hearers that know only an older one; each by one version. docs/EVOLUTION.md shows when to write and remove them."""

from collections.abc import Callable
from typing import Any, TypeVar

from shared.events.event import Event

Body = dict[str, Any]
Cast = TypeVar("Cast", bound=Callable[[Body], Body])
Casts = dict[tuple[type[Event], int], Callable[[Body], Body]]
"""By event, and by the version that they make."""

_up: Casts = {}
_down: Casts = {}


def upcaster(event: type[Event], *, to: int) -> Callable[[Cast], Cast]:
    """Declares how a body of the version before becomes one of version `to`. Raises TypeError when there can be no such
    version, or it has an upcaster."""
    return _declare(_up, "upcaster", event, to, range(2, event.schema_version + 1))


def downcaster(event: type[Event], *, to: int) -> Callable[[Cast], Cast]:
    """Declares how a body of the version after becomes one of version `to`, and raises the same."""
    return _declare(_down, "downcaster", event, to, range(1, event.schema_version))


def understood(event: type[Event]) -> range:
    """The versions that can be read: the latest, and those from which upcasters lead to it."""
    oldest = event.schema_version
    while (event, oldest) in _up:
        oldest -= 1
    return range(oldest, event.schema_version + 1)


def sayable(event: type[Event]) -> range:
    """The versions that can be said: the latest, and those to which downcasters lead from it."""
    oldest = event.schema_version
    while (event, oldest - 1) in _down:
        oldest -= 1
    return range(oldest, event.schema_version + 1)


def lift(event: type[Event], version: int, body: Body) -> Body:
    """A body of a version that is understood, as one of the latest. Raises what an upcaster raises."""
    for to in range(version + 1, event.schema_version + 1):
        body = _up[event, to](body)
    return body


def lower(event: type[Event], version: int, body: Body) -> Body:
    """A body of the latest version, as one of a version that is sayable. Raises what a downcaster raises."""
    for to in range(event.schema_version - 1, version - 1, -1):
        body = _down[event, to](body)
    return body


def check_casts(event: type[Event]) -> None:
    """Raises TypeError when an upcaster or downcaster is of no use, because the next one is missing."""
    for what, casts, reached in (("upcaster", _up, understood(event)), ("downcaster", _down, sayable(event))):
        for declared, to in casts:
            if declared is event and to not in reached:
                raise TypeError(
                    f"{event.topic} has {_a(what)} to version {to}, but they do not connect it with version "
                    f"{event.schema_version}: write the missing one, or remove it"
                )


def listed(versions: range, between: str = "and") -> str:
    """`1`, `1 and 2`, `1, 2 and 3`."""
    *others, last = map(str, versions)
    return f"{', '.join(others)} {between} {last}" if others else last


def _declare(casts: Casts, what: str, event: type[Event], to: int, possible: range) -> Callable[[Cast], Cast]:
    if to not in possible:
        latest = f"the latest version of {event.topic} is {event.schema_version}"
        raise TypeError(f"there can be no {what} to version {to}: {latest}")
    if (event, to) in casts:
        raise TypeError(f"{event.topic} already has {_a(what)} to version {to}")

    def declare(cast: Cast) -> Cast:
        casts[event, to] = cast
        return cast

    return declare


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"
