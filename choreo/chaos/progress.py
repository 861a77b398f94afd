"""How far the orders are, now and then: a run is never silent for long."""

from collections.abc import Callable

from choreo.demo.traffic import Journey
from shared import clock

_EVERY = 5.0
"""Seconds between two lines."""


class Progress:
    """Told of every step of an order."""

    def __init__(self, orders: int, say: Callable[[str], None]) -> None:
        self._orders, self._say = orders, say
        self._placed = self._ended = 0
        self._begin = self._told = clock.elapsed()

    def note(self, journey: Journey) -> None:
        """An order was placed, or has ended."""
        if journey.ended:
            self._ended += 1
        else:
            self._placed += 1
        now = clock.elapsed()
        if now - self._told > _EVERY:
            self._told = now
            self._say(f"{now - self._begin:5.1f} s  {self._placed} of {self._orders} placed, {self._ended} ended")
