"""`choreo up` and `choreo down`, on the servers alone: what they start, and that nothing stays behind."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil

from choreo.embedded.servers import Ports
from choreo.processes.ports import LOOPBACK, free_port
from tests.commands.conftest import choreo
from tests.patience import eventually

ENDS_WITHIN = 15.0


async def test_ends_everything_on_sigterm(tmp_path: Path) -> None:
    async with up(tmp_path) as process:
        stack = await stack_file(tmp_path)
        children = descendants(process.pid)
        assert len(children) >= 3
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(ENDS_WITHIN):
            assert await process.wait() == 0
    assert not [child for child in children if child.is_running()]
    assert not answers(stack["kafka"])
    assert not (tmp_path / "stack.json").exists()


async def test_starts_again_after_a_kill_and_keeps_its_data(tmp_path: Path) -> None:
    async with up(tmp_path) as process:
        await stack_file(tmp_path)
        children = descendants(process.pid)
        process.kill()
        await process.wait()
    async with up(tmp_path) as process:
        stack = await eventually(lambda: stack_of(tmp_path, process.pid), seconds=60)
        assert stack["ready"]
        assert not [child for child in children if child.is_running()]
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0


async def test_down_ends_it_from_another_terminal_and_a_second_up_is_refused(tmp_path: Path) -> None:
    async with up(tmp_path) as process:
        await stack_file(tmp_path)
        second = await choreo("--home", tmp_path, "up", "--servers-only")
        assert second.status == 1
        assert str(process.pid) in second.err
        ended = await choreo("--home", tmp_path, "down")
        assert ended.status == 0
        assert await process.wait() == 0
    assert "nothing runs" in (await choreo("--home", tmp_path, "down")).out


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


def descendants(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def answers(address: str) -> bool:
    host, port = address.split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0
