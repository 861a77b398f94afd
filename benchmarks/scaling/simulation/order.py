"""One order under way."""

from dataclasses import dataclass, field
from functools import cache

from benchmarks.scaling.dance import DANCES, Step


@dataclass
class Order:
    """`begun` and `ended` in seconds; `reason` says which dance it dances."""

    number: int
    reason: str | None
    begun: float
    ended: float | None = None
    _heard: dict[str, set[str]] = field(default_factory=dict)

    def hear(self, service: str, topic: str) -> list[Step]:
        """What the service says, now that it has heard this too."""
        heard = self._heard.setdefault(service, set())
        heard.add(topic)
        return [step for step in _after(self.reason, service, topic) if step.after <= heard]


@cache
def _after(reason: str | None, service: str, topic: str) -> list[Step]:
    return [step for step in DANCES[reason] if step.speaker == service and topic in step.after]
