"""A program of ours, started with nothing but what it is told."""

import asyncio
import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Ended:
    """What it left."""

    status: int
    told: str


async def run_to_its_end(*module: str, **environment: str) -> Ended:
    """`python -m MODULE`, in an environment without any CHOREO_ variable but these."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("CHOREO_")}
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", *module],
        env={**others, "CHOREO_LOG": "text", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(60):
            told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ended(process.returncode or 0, told.decode())
