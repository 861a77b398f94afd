"""The only place that reads the time, so that a test can rule it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


def _utc_now() -> datetime:
    return datetime.now(UTC)


_read: Callable[[], datetime] = _utc_now


def now() -> datetime:
    """The time in UTC."""
    return _read()


def elapsed() -> float:
    """Seconds on a clock that never goes back; for measuring, not for telling the time."""
    return time.monotonic()


@contextmanager
def ruled(moment: datetime) -> Iterator[Callable[[timedelta], None]]:
    """Within it the time stands still at `moment`; what it yields moves it on."""
    global _read
    before, at = _read, moment

    def move(by: timedelta) -> None:
        nonlocal at
        at += by

    def standing() -> datetime:
        return at

    _read = standing
    try:
        yield move
    finally:
        _read = before
