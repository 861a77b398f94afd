"""A program of ours, started with nothing but what it is told."""

import asyncio
import os
from functools import partial

from tests.programs import Ended, run


async def run_to_its_end(module: str, *arguments: str, **environment: str) -> Ended:
    """`python -m MODULE`, in an environment without any CHOREO_ variable but these."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("CHOREO_")}
    told = {**others, "CHOREO_LOG": "text", **environment}
    return await asyncio.to_thread(partial(run, module, *arguments, environment=told))
