"""How a busy service fills its batches, and how long it lets them grow."""

from dataclasses import dataclass

from shared.messaging import faust_consumer

CLEARING = 0.5
"""Seconds after which published outbox rows are deleted by themselves, where no transaction took them along, as in
shared/messaging/postman.py."""


@dataclass(frozen=True)
class Pace:
    """No batch has more than `most` events: fitted to the transactions that were measured (simulation/pacing.py). When
    `enough` are there, the broker lets no more gather."""

    most: int
    enough: float

    def rest(self, took: float, events: int) -> float:
        """Seconds before the next batch: what comes gathers at the broker, as in shared/messaging/faust_consumer.py."""
        return max(0.0, faust_consumer.GATHERING.after(events) - took) if events < self.enough else 0.0
