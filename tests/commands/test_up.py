"""`choreo up` and `choreo down`, on the servers alone: what they start, and that nothing stays behind."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil

from choreo.embedded.servers import Ports
from choreo.processes.ports import LOOPBACK, free_port
from tests.commands.command_line import choreo
from tests.commands.conftest import OpenShop
from tests.patience import eventually


async def test_starts_again_after_a_kill_and_down_leaves_nothing(tmp_path: Path) -> None:
    async with up(tmp_path) as process:
        await stack_file(tmp_path)
        killed = descendants(process.pid)
        assert len(killed) >= 3
        process.kill()
        await process.wait()
    async with up(tmp_path) as process:
        stack = await eventually(lambda: stack_of(tmp_path, process.pid), seconds=60)
        assert stack["ready"]
        assert alive(killed) == []
        children = descendants(process.pid)
        assert (await choreo("--home", tmp_path, "down")).status == 0
        assert await process.wait() == 0
    assert alive(children) == []
    assert not answers(stack["kafka"])
    assert not (tmp_path / "stack.json").exists()
    assert "nothing runs" in (await choreo("--home", tmp_path, "down")).out


async def test_a_second_stack_in_the_same_directory_is_refused(shop: OpenShop) -> None:
    said = await choreo("--home", shop.home, "up", "--servers-only")
    assert said.status == 1
    assert str(os.getpid()) in said.err
    assert shop.stack.ready


async def test_commands_say_how_to_start_a_stack_when_there_is_none(tmp_path: Path) -> None:
    said = await choreo("--home", tmp_path, "audit")
    assert said.status == 1
    assert "choreo up" in said.err
    assert "Traceback" not in said.err


def test_a_taken_port_is_left_alone() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port(port) != port
    assert free_port(port) == port
    assert len({*vars(Ports.free()).values()}) == 3


@asynccontextmanager
async def up(home: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "choreo", "--home", str(home), "up", "--servers-only"]
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def stack_file(home: Path) -> dict[str, Any]:
    return await eventually(lambda: stack_of(home), seconds=60)


async def stack_of(home: Path, pid: int | None = None) -> dict[str, Any]:
    try:
        stack: dict[str, Any] = json.loads((home / "stack.json").read_text())
    except FileNotFoundError:
        return {}
    return stack if pid in (None, stack["pid"]) else {}


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [process for process in processes if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def descendants(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def answers(address: str) -> bool:
    host, port = address.split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0
