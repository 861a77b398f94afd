"""The whole shop, started once; and the command line, as a user runs it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from choreo.stack.local import LocalStack
from choreo.stack.options import Options
from choreo.stack.start import local_stack


@dataclass(frozen=True)
class OpenShop:
    """A stack that runs, and the directory in which commands find it."""

    stack: LocalStack
    home: Path


@dataclass(frozen=True)
class Said:
    """What a command left."""

    status: int
    out: str
    err: str


@pytest.fixture(scope="session")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OpenShop]:
    """Five services, two outsiders and three servers on free ports."""
    home = tmp_path_factory.mktemp("shop")
    async with local_stack(home, Options(usual_ports=False)) as stack:
        yield OpenShop(stack, home)


async def choreo(*arguments: str | Path) -> Said:
    """Runs the command to its end."""
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "choreo", *map(str, arguments)],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return Said(process.returncode or 0, out.decode(), err.decode())
