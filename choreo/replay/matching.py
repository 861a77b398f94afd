"""Whether what a service says is what was recorded of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from choreo.replay.recorded import Said

_WORDS = frozenset({"detail"})
"""Fields for people: they may be worded anew."""


@dataclass(frozen=True)
class Saying:
    """What a service said here. `recorded`: the event that it stands for, if there is one."""

    topic: str
    body: dict[str, Any]
    recorded: Said | None = None

    @property
    def differs(self) -> dict[str, tuple[Any, Any]]:
        """Fields by name: as said here, as recorded."""
        then = self.recorded.body if self.recorded else {}
        return {
            name: (self.body.get(name), then.get(name))
            for name in sorted(self.body.keys() | then.keys())
            if self.recorded and name not in _WORDS and self.body.get(name) != then.get(name)
        }

    @property
    def holds(self) -> bool:
        """It is what was recorded."""
        return self.recorded is not None and not self.differs


def match_exactly(
    said: Sequence[tuple[str, dict[str, Any]]], left: Iterable[Said], since: int
) -> tuple[Said, ...] | None:
    """The recorded events that these are, said at `since` or later; None when one of them is not among those left."""
    found: list[Said] = []
    for topic, body in said:
        fitting = (one for one in left if one not in found and one.said_at >= since and Saying(topic, body, one).holds)
        if (one := next((one for one in fitting if one.topic == topic), None)) is None:
            return None
        found.append(one)
    return tuple(found)


def match_nearly(topic: str, body: dict[str, Any], left: Sequence[Said]) -> Saying:
    """With the recorded event that it is, or else one of that name."""
    named = [one for one in left if one.topic == topic]
    same = next((one for one in named if Saying(topic, body, one).holds), None)
    return Saying(topic, body, same or next(iter(named), None))
