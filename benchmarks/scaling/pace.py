"""How a busy service fills its batches, and how long it lets them grow."""

from dataclasses import dataclass

LEAST = 0.02
"""Seconds from the beginning of one batch to the next, while more than `FEW` come at a time."""
LONGEST = 0.25
"""Seconds; no rest is longer."""
FEW = 2
CLEARING = 0.1
"""Seconds between two deletions of published outbox rows, as in shared/messaging/postman.py."""


@dataclass(frozen=True)
class Pace:
    """Fitted to the transactions that were measured (simulation/pacing.py). `times`: a busy service rests so many times
    as long as its last batch took. `most`: no batch has more events."""

    times: float
    most: int

    def rest(self, took: float, events: int) -> float:
        """Seconds before the next batch."""
        if events <= FEW:
            return 0.0
        return min(max(self.times * took, LEAST - took), LONGEST)
