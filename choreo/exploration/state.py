"""Where everything stands between two moves."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from choreo.exploration.message import Message
from choreo.exploration.outside import Outside
from choreo.exploration.rooms import Answers


@dataclass(frozen=True)
class Faults:
    """What may still happen beside the deliveries, so many times each."""

    cancel: int = 0
    expire: int = 0
    crash: int = 0
    silent: int = 0
    give_up: int = 0
    second: int = 0
    copy: int = 0

    def less(self, fault: str) -> "Faults":
        """One of it less."""
        return replace(self, **{fault: getattr(self, fault) - 1})


@dataclass(frozen=True)
class Delivery:
    """A message on its way to one who hears it. `copy` above 0: again, and the inbox does not know."""

    message: Message
    to: str
    copy: int = 0

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.message, self.to, self.copy))

    @cached_property
    def rank(self) -> str:
        """For an order that is the same in every run."""
        return f"{self.message} {self.to} {self.copy}"


@dataclass(frozen=True)
class Turn:
    """A delivery whose handler waits for an answer of the outside (`key` and `args` of its call), or has it."""

    delivery: Delivery
    late: bool
    key: Any = None
    args: tuple[Any, ...] = ()
    answers: Answers = ()

    @cached_property
    def rank(self) -> str:
        """For an order that is the same in every run."""
        return f"{self.delivery.rank} {self.key and self.key[0].__name__} {len(self.answers)}"


@dataclass(frozen=True)
class Request:
    """A request that left, and whose answer nobody waits for any more. It may take effect later, or never."""

    order_id: str
    key: Any
    args: tuple[Any, ...]

    @cached_property
    def rank(self) -> str:
        """For an order that is the same in every run."""
        return f"{self.order_id} {self.key[0].__name__}"


@dataclass(frozen=True)
class State:
    """`rooms`: the number of each service's state. `away`: services that hear nothing now."""

    rooms: tuple[int, ...]
    outside: tuple[tuple[str, Outside], ...]
    pending: frozenset[Delivery]
    said: frozenset[Message]
    left: Faults
    turns: frozenset[Turn] = frozenset()
    wire: frozenset[Request] = frozenset()
    asked: frozenset[tuple[str, str]] = frozenset()
    """Commands that took effect: (cancel or expire, order)."""
    heard: frozenset[Delivery] = frozenset()
    """Kept only as long as one may come again."""
    away: frozenset[str] = frozenset()
    broke: str | None = field(default=None)
    """A handler raised."""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.rooms, self.outside, self.pending, self.said, self.left, self.turns, self.wire, self.away))

    @property
    def at_rest(self) -> bool:
        """Nothing is under way, but to those who are away."""
        return not self.turns and all(delivery.to in self.away for delivery in self.pending)

    @property
    def last_one(self) -> Delivery | None:
        """The delivery that alone keeps everything from being at rest. Were it never made, this would be the end."""
        if len(self.pending) != 1 or self.turns or self.away:
            return None
        return next(iter(self.pending))

    def but(self, **changes: Any) -> "State":
        """The same, with these differences. (`dataclasses.replace` takes four times as long.)"""
        made = object.__new__(State)
        made.__dict__.update(self.__dict__)
        made.__dict__.pop("_hash", None)
        made.__dict__.update(changes)
        return made

    def outside_of(self, order_id: str) -> Outside:
        """The ledgers of one order."""
        return dict(self.outside)[order_id]

    def with_outside(self, order_id: str, after: Outside) -> "State":
        """With these ledgers of that order."""
        return self.but(outside=tuple((one, after if one == order_id else was) for one, was in self.outside))

    def topics(self, order_id: str) -> list[str]:
        """What was said of an order, repetitions included."""
        return [message.topic for message in self.said if message.order_id == order_id]
