"""Ending what an earlier start left behind, and nothing else."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from choreo.processes.register import AlreadyRunningError, Register

GONE = {"999999999": 1.0}


@pytest.fixture
def bystander() -> Iterator[psutil.Process]:
    """A process that waits to be ended."""
    with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as process:
        yield psutil.Process(process.pid)
        process.kill()


def test_ends_what_a_killed_owner_left_running(tmp_path: Path, bystander: psutil.Process) -> None:
    path = listed(tmp_path, owner=GONE, running={str(bystander.pid): bystander.create_time()})
    assert Register(path).claim() == 1
    assert not bystander.is_running()


def test_leaves_a_process_alone_that_was_given_the_pid_later(tmp_path: Path, bystander: psutil.Process) -> None:
    path = listed(tmp_path, owner=GONE, running={str(bystander.pid): bystander.create_time() - 60})
    assert Register(path).claim() == 0
    assert bystander.is_running()


def test_refuses_while_the_owner_lives(tmp_path: Path, bystander: psutil.Process) -> None:
    path = listed(tmp_path, owner={str(bystander.pid): bystander.create_time()}, running={})
    with pytest.raises(AlreadyRunningError, match=str(bystander.pid)):
        Register(path).claim()


def test_a_file_that_was_cut_short_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "processes.json"
    path.write_text('{"owner": {"1')
    register = Register(path)
    assert register.claim() == 0
    owner = register.owner()
    assert owner is not None
    assert owner.pid == os.getpid()


def listed(directory: Path, owner: dict[str, float], running: dict[str, float]) -> Path:
    path = directory / "processes.json"
    path.write_text(json.dumps({"owner": owner, "running": running}))
    return path
