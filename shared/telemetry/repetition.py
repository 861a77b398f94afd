"""Keeps a library from saying the same over and over."""

import logging
from collections import Counter
from collections.abc import Callable

from shared import clock

REPEATS = "aiokafka"
"""While Kafka is away it says so some forty times a second."""
AGAIN_AFTER = 10.0
"""Seconds."""


class Repetition:
    """A filter that lets a line of that library pass once in `AGAIN_AFTER`, however its numbers change, and then says
    how often it was held back. What others say passes."""

    def __init__(self, now: Callable[[], float] = clock.elapsed) -> None:
        self._now = now
        self._told: dict[tuple[str, str], float] = {}
        self._held_back: Counter[tuple[str, str]] = Counter()

    def __call__(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(REPEATS):
            return True
        line, now = (record.name, str(record.msg)), self._now()
        if line in self._told and now - self._told[line] < AGAIN_AFTER:
            self._held_back[line] += 1
            return False
        self._told[line] = now
        if times := self._held_back.pop(line, 0):
            record.msg, record.args = f"{record.getMessage()} (and {times} more such lines before)", ()
        return True
