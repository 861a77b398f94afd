"""Processors."""

from collections import deque
from heapq import heappop, heappush
from itertools import count

from benchmarks.scaling.simulation.time import Then, Time


class Cores:
    """So many, shared evenly by all who compute (processor sharing); nobody uses more than one."""

    def __init__(self, time: Time, cores: float) -> None:
        self._time, self._cores = time, cores
        self._at, self._each = 0.0, 0.0
        self._computing: list[tuple[float, int, Then]] = []
        self._number = count()
        self._version = 0
        self.used = 0.0
        """Seconds of CPU, all together."""

    def compute(self, seconds: float, then: Then) -> None:
        """Calls `then` when so much CPU was used."""
        self._advance()
        self.used += seconds
        heappush(self._computing, (self._each + seconds, next(self._number), then))
        self._plan()

    def _advance(self) -> None:
        """`_each` is the CPU that somebody has who computes since the beginning."""
        self._each += (self._time.now - self._at) * self._speed()
        self._at = self._time.now

    def _speed(self) -> float:
        return min(1.0, self._cores / max(1, len(self._computing)))

    def _plan(self) -> None:
        self._version += 1
        if self._computing:
            version = self._version
            left = max(0.0, self._computing[0][0] - self._each)
            self._time.after(left / self._speed(), lambda: self._end(version))

    def _end(self, version: int) -> None:
        if version != self._version:
            return
        self._advance()
        finish, _, then = heappop(self._computing)
        self._each = max(self._each, finish)
        self._plan()
        then()


class Process:
    """One after the other, on one core at most: a process of Python."""

    def __init__(self, cores: Cores) -> None:
        self._cores = cores
        self._waiting: deque[tuple[float, Then]] = deque()
        self._computing = False
        self.used = 0.0

    def compute(self, seconds: float, then: Then) -> None:
        """After what was asked for before."""
        self._waiting.append((seconds, then))
        if not self._computing:
            self._next()

    def _next(self) -> None:
        self._computing = bool(self._waiting)
        if self._computing:
            seconds, then = self._waiting.popleft()
            self.used += seconds
            self._cores.compute(seconds, lambda: self._done(then))

    def _done(self, then: Then) -> None:
        then()
        self._next()
