"""A child process that listens on a port: a server, a service, an outsider."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import psutil

from choreo.errors import CommandError
from choreo.processes.child import Child

ASK_EVERY = 0.05


class CannotStartError(CommandError):
    """A server or service did not start; the message says which, why, and where its log is."""


class Server:
    """Can be stopped, killed and started again, on the same port and with the same data."""

    def __init__(self, child: Child, port: int, answers: Callable[[], Awaitable[None]], *, patience: float) -> None:
        self.port = port
        self._child = child
        self._answers = answers
        self._patience = patience

    @property
    def name(self) -> str:
        return self._child.name

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def log(self) -> Path:
        return self._child.log

    @property
    def running(self) -> bool:
        return self._child.running

    async def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Returns when it answers. Raises CannotStartError when it ends instead, or stays silent for too long.
        `environment` is added to its own for this life only."""
        await self._child.start(environment)
        try:
            async with asyncio.timeout(self._patience):
                await self._until_ready()
        except TimeoutError:
            await self.kill()
            raise self._failure(f"did not answer within {self._patience:g} s") from None

    async def stop(self) -> None:
        """Ends it in order."""
        await self._child.stop()

    async def kill(self) -> None:
        """kill -9; returns when its port and its files are free again."""
        helpers = _children_of(self._child.pid) if self.running else []
        await self._child.kill()
        await asyncio.to_thread(_end, helpers)

    def freeze(self) -> None:
        """SIGSTOP, to it and to what it started itself: it keeps its connections and says nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT: it goes on as if no time had passed. One that was killed meanwhile is no error."""
        self._signal(signal.SIGCONT)

    async def wait(self) -> int:
        """Waits for its end, wanted or not. Returns the exit status."""
        return await self._child.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self.running:
            for process in [*_children_of(self.pid), psutil.Process(self.pid)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(number)

    async def _until_ready(self) -> None:
        while True:
            if await self._is_ready():
                return
            await asyncio.sleep(ASK_EVERY)

    async def _is_ready(self) -> bool:
        if not self.running:
            raise self._failure(f"ended with status {await self._child.wait()}")
        try:
            await self._answers()
        except Exception:  # Each client has errors of its own for "not yet"; the log tells the rest.
            return False
        return True

    def _failure(self, what: str) -> CannotStartError:
        return CannotStartError(f"{self.name} {what}. The end of {self._child.log}:\n{self._child.log_tail()}")


def end_processes_of(data: Path) -> None:
    """Ends whatever works in this data directory: what a kill -9 of a server, or of its starter, left behind."""
    _end([process for process in psutil.process_iter() if _works_in(process, data)])


def _works_in(process: psutil.Process, data: Path) -> bool:
    try:
        return Path(process.cwd()) == data
    except (psutil.Error, OSError):
        return False


def _children_of(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _end(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=10)
