"""Fault points between the steps of a delivery, so that a test can end the process exactly there.

Armed only by `CHOREO_FAULT=<point>` or `<point>:<n>` (the n-th time it is passed); otherwise they do nothing."""

import os
import signal

from shared.settings import settings

POINTS = (
    "batch_taken",
    "dedup_asked",
    "inbox_written",
    "handlers_run",
    "before_commit",
    "after_commit",
    "before_outside",
    "after_outside",
    "published",
    "outbox_deleted",
    "dedup_marked",
    "before_acknowledge",
    "after_acknowledge",
)
"""In the order in which a batch passes them."""

_passed = 0


def fault_point(name: str) -> None:
    """Ends the process at once, as kill -9 does, when this point is armed. Raises ValueError for an unknown name."""
    global _passed
    armed, _, nth = settings().fault.partition(":")
    if not armed:
        return
    if armed not in POINTS:
        raise ValueError(f"CHOREO_FAULT={armed}: no such fault point; there are {', '.join(POINTS)}")
    if name == armed:
        _passed += 1
        if _passed == int(nth or 1):
            os.kill(os.getpid(), signal.SIGKILL)
