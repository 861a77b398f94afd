"""The command line, as a user runs it."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Said:
    """What a command left."""

    status: int
    out: str
    err: str


async def choreo(*arguments: str | Path, within: float = 60.0) -> Said:
    """Runs the command to its end, for so many seconds at most."""
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "choreo", *map(str, arguments)],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(within):
        out, err = await process.communicate()
    return Said(process.returncode or 0, out.decode(), err.decode())
