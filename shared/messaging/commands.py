"""What is asked of a service by HTTP or by a timer, written like a handler."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

from shared.events import Event
from shared.messaging.subscriptions import Emitted, emits_of

P = ParamSpec("P")
R = TypeVar("R", bound=Emitted)


@dataclass(frozen=True, slots=True)
class Command(Generic[P, R]):
    """Called, it is the plain function. Run by its service (`service.run`), it gets a transaction and the outbox."""

    act: Callable[P, Coroutine[Any, Any, R]]
    emits: frozenset[type[Event]]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, R]:
        return self.act(*args, **kwargs)


def command(act: Callable[P, Coroutine[Any, Any, R]]) -> Command[P, R]:
    """Declares a command. Its parameter `db` is the unit of work; it returns what it emits; what it raises, its
    caller gets, and nothing is written."""
    return Command(act, emits_of(act))


def lane_of(arguments: dict[str, Any]) -> str | None:
    """Commands on the same order run one after the other, also beside its events; others have no such lane."""
    order_id = arguments.get("order_id")
    return order_id if isinstance(order_id, str) else None
