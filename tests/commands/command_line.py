"""The command line, as a user runs it."""

import asyncio
from functools import partial
from pathlib import Path

from tests.programs import PATIENCE, Ended, run


async def choreo(*arguments: str | Path, within: float = PATIENCE) -> Ended:
    """Runs the command to its end, for so many seconds at most."""
    return await asyncio.to_thread(partial(run, "choreo", *arguments, within=within))
