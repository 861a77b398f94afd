"""Which function hears which event. The annotations are the contract; everything else is read from them."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from inspect import iscoroutinefunction, signature
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from shared.events import Event

Emitted = Event | Sequence[Event] | None
F = TypeVar("F", bound=Callable[..., Coroutine[Any, Any, Emitted]])


@dataclass(frozen=True, slots=True)
class Handler:
    """One dance step: what it hears and what it may say."""

    act: Callable[..., Coroutine[Any, Any, Emitted]]
    hears: frozenset[type[Event]]
    emits: frozenset[type[Event]]


class Subscriptions:
    """A service's table of contents: `on = Subscriptions()`, then `@on(OrderCreated)` above each handler."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], Handler] = {}

    def __call__(self, *events: type[Event]) -> Callable[[F], F]:
        """Subscribes the decorated function. Raises TypeError when its annotations do not say what it hears and
        emits, and ValueError when the service has another handler of the event."""

        def subscribe(act: F) -> F:
            handler = Handler(act, frozenset(events), emits_of(act))
            announced = _events_in(get_type_hints(act)[next(iter(signature(act).parameters))])
            if announced != handler.hears:
                raise TypeError(f"{_name(act)}: @on names {_listed(handler.hears)}, its parameter {_listed(announced)}")
            for event in events:
                if event in self._handlers:
                    raise ValueError(
                        f"{_name(act)}: {event.topic} is already heard by {_name(self._handlers[event].act)}"
                    )
                self._handlers[event] = handler
            return act

        return subscribe

    @property
    def handlers(self) -> Mapping[type[Event], Handler]:
        """The handler of each event heard."""
        return self._handlers

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics heard, sorted."""
        return tuple(sorted(event.topic for event in self._handlers))

    @property
    def emits(self) -> frozenset[type[Event]]:
        """All that the handlers may say."""
        return frozenset(event for handler in self._handlers.values() for event in handler.emits)


def emits_of(act: Callable[..., Any]) -> frozenset[type[Event]]:
    """The events a handler or command may return, read from its annotation."""
    if not iscoroutinefunction(act):
        raise TypeError(f"{_name(act)} must be an `async def`")
    hints = get_type_hints(act)
    if "return" not in hints:
        raise TypeError(f"{_name(act)} must say what it emits: `-> SomeEvent | None`")
    return _events_in(hints["return"])


def _events_in(hint: Any) -> frozenset[type[Event]]:
    if hint in (NoneType, Ellipsis):
        return frozenset()
    if isinstance(hint, type) and issubclass(hint, Event):
        return frozenset([hint])
    if not (parts := get_args(hint)):
        raise TypeError(f"{hint!r} is no event")
    return frozenset(event for part in parts for event in _events_in(part))


def _listed(events: frozenset[type[Event]]) -> str:
    return ", ".join(sorted(event.topic for event in events)) or "nothing"


def _name(act: Callable[..., Any]) -> str:
    return f"{act.__module__}.{act.__qualname__}"
