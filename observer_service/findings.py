"""What is found of an order now, against what was named before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

Key = tuple[str, str]
"""Of a finding within its order."""


class Finding(Protocol):
    """Something that is to be named from `due` on."""

    @property
    def key(self) -> Key: ...
    @property
    def due(self) -> datetime: ...


F = TypeVar("F", bound=Finding)


@dataclass(frozen=True, slots=True)
class Window:
    """What is due between them may be named: until the horizon everything that was said has been heard, and from the
    beginning on Kafka has kept it all. Without a horizon nothing is named."""

    horizon: datetime | None
    beginning: datetime

    def holds(self, due: datetime) -> bool:
        """Whether it may be named now."""
        return self.horizon is not None and self.beginning <= due <= self.horizon


@dataclass(frozen=True, slots=True)
class Change(Generic[F]):
    """`new` is to be named, `gone` no longer so; so many stand then, and the next is due at one of `later`."""

    new: list[F]
    gone: list[Key]
    stand: int
    later: list[datetime]


def compare(found: Iterable[F], named: set[Key], window: Window) -> Change[F]:
    """In the order of their keys."""
    now: Mapping[Key, F] = {one.key: one for one in found}
    new = sorted(key for key, one in now.items() if key not in named and window.holds(one.due))
    waiting = (one.due for key, one in now.items() if key not in named and not window.holds(one.due))
    return Change(
        new=[now[key] for key in new],
        gone=sorted(named - now.keys()),
        stand=len(named & now.keys()) + len(new),
        later=[due for due in waiting if due >= window.beginning],
    )
