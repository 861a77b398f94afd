"""The list of what was started below a directory, so that the next start can end what a kill -9 left behind."""

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from choreo.errors import CommandError

PATIENCE = 10.0
"""Seconds a process that was left behind may take to end before it is killed."""


class AlreadyRunningError(CommandError):
    """The owner of the list is alive: what it started is not ours to end."""

    def __init__(self, pid: int, path: Path) -> None:
        super().__init__(f"already running here as process {pid} (says {path}): end that one first (`choreo down`)")
        self.pid = pid


class Register:
    """A file of processes by pid and start time. A pid alone is never trusted: pids are used again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._running: dict[int, float] = {}

    def claim(self) -> int:
        """Makes this process the owner, and ends what an earlier owner left running, politely first. Returns how many
        there were. Raises AlreadyRunningError while the earlier owner lives. Blocks."""
        if (owner := self.owner()) and owner.pid != os.getpid():
            raise AlreadyRunningError(owner.pid, self._path)
        left = [process for pid, started in self._read("running").items() if (process := _same(int(pid), started))]
        _end(left)
        self._write()
        return len(left)

    def owner(self) -> psutil.Process | None:
        """The process that keeps the list, while it lives."""
        for pid, started in self._read("owner").items():
            return _same(int(pid), started)
        return None

    def exists(self) -> bool:
        """Whether an owner has not taken it away: it lives, or was killed."""
        return self._path.exists()

    def release(self) -> None:
        """Takes the list away: nothing runs any more."""
        self._path.unlink(missing_ok=True)

    def add(self, pid: int) -> None:
        """Writes a living process down; one that ended already is not."""
        with contextlib.suppress(psutil.NoSuchProcess):
            self._running[pid] = psutil.Process(pid).create_time()
            self._write()

    def remove(self, pid: int) -> None:
        """Forgets a process; one that is not listed is no error."""
        if self._running.pop(pid, None) is not None:
            self._write()

    def _read(self, part: str) -> dict[str, float]:
        try:
            content: dict[str, Any] = json.loads(self._path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return dict(content.get(part, {}))

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        scratch = self._path.with_suffix(".new")
        owner = {os.getpid(): psutil.Process().create_time()}
        scratch.write_text(json.dumps({"owner": owner, "running": self._running}))
        os.replace(scratch, self._path)


def _same(pid: int, started: float) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return process if same else None


def _end(processes: list[psutil.Process]) -> None:
    for process in processes:
        _quietly(process.terminate)
    _, stubborn = psutil.wait_procs(processes, timeout=PATIENCE)
    for process in stubborn:
        _quietly(process.kill)
    psutil.wait_procs(stubborn, timeout=PATIENCE)


def _quietly(end: Callable[[], None]) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        end()
