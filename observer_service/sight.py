"""What this process sees at this moment, and nobody needs to keep: cards, who is well, who is behind."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from observer_service.cards import Cards

State = Literal["up", "down", "unready", "unknown"]


@dataclass(frozen=True, slots=True)
class Wellness:
    """What a service answered when it was asked how it does. `detail`: what it says is missing."""

    state: State
    detail: str | None = None
    address: str | None = None
    open_breakers: tuple[str, ...] = ()
    retrying: int = 0
    """Parked events that it tries again."""


@dataclass
class Sight:
    """Everything is unknown at the start."""

    cards: Cards = field(default_factory=Cards)
    wellness: dict[str, Wellness] = field(default_factory=dict)
    behind: dict[str, int] = field(default_factory=dict)
    """Records that a service has not acknowledged, by service; of the observer, too."""
    horizon: datetime | None = None
    """Everything that stood in Kafka then, the observer has recorded."""
    owing: set[str] = field(default_factory=set)
    """Services that owe something which is late."""

    def well(self, service: str) -> Wellness:
        """What is known of it."""
        return self.wellness.get(service, Wellness("unknown"))


SIGHT = Sight()
"""Of this process."""
