"""Ends a stack that another process keeps running, or that a kill -9 left behind."""

from pathlib import Path

import psutil

from choreo.errors import CommandError
from choreo.stack.addresses import register_of, stack_file

PATIENCE = 20.0
"""Seconds the keeper may take to end everything in order."""


def end_stack(home: Path) -> str:
    """Says what there was to end. Raises CommandError when the keeper does not end."""
    register = register_of(home)
    owner = register.owner()
    if not (owner or register.exists()):
        return f"nothing runs in {home}"
    if owner:
        owner.terminate()
        try:
            owner.wait(PATIENCE)
        except psutil.TimeoutExpired:
            raise CommandError(f"process {owner.pid} did not end within {PATIENCE:g} s: kill it, then again") from None
    left = register.claim()
    register.release()
    stack_file(home).unlink(missing_ok=True)
    return f"ended {left} processes that were left behind" if left else "all has ended"
