"""What happens when."""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

Then = Callable[[], None]


class Time:
    """`now` in seconds since it began."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Then]] = []
        self._number = count()

    def after(self, seconds: float, then: Then) -> None:
        """Does it so much later; what is due at the same time in the order in which it was asked for."""
        heappush(self._due, (self.now + seconds, next(self._number), then))

    def run(self, until: float = float("inf"), while_: Callable[[], bool] = lambda: True) -> None:
        """Ends when nothing is due any more, or nothing before `until`, or when `while_` says so."""
        while self._due and self._due[0][0] <= until and while_():
            self.now, _, then = heappop(self._due)
            then()
