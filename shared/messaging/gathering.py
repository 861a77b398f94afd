"""What comes in plenty may gather, so that a batch is worth its transaction."""

from dataclasses import dataclass

_BUSY = 2
"""More than this in one batch mean that there are more to come."""


@dataclass(frozen=True)
class Gathering:
    """Seconds: `each` for every one that the last batch had, `longest` at most."""

    each: float
    longest: float

    def after(self, number: int) -> float:
        """For how long more may gather after a batch of so many: fuller batches where much comes, and no wait, 0, where
        little does."""
        return min(self.longest, self.each * number) if number > _BUSY else 0.0
