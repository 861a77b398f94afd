"""The only place that makes ids, so that a test can rule them. RFC 9562, version 7: sorted by time of making."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from shared import clock


def _uuid7() -> UUID:
    milliseconds = int(clock.now().timestamp() * 1000) & (1 << 48) - 1
    noise = int.from_bytes(os.urandom(10), "big")
    high, low = noise >> 64 & 0xFFF, noise & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)


_make: Callable[[], UUID] = _uuid7


def new_id() -> str:
    """A new UUIDv7, in its usual form."""
    return str(_make())


@contextmanager
def ruled(make: Callable[[], UUID]) -> Iterator[None]:
    """Within it, ids come from `make`."""
    global _make
    before, _make = _make, make
    try:
        yield
    finally:
        _make = before
