"""A process that is started, stopped, killed and started again."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from choreo.processes import launch
from choreo.processes.reading import read_log_line
from choreo.processes.register import Register


class Child:
    """One program with its log. Ends when this process ends (see launch.py); stands in the register while it runs."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        register: Register,
        environment: Mapping[str, str] | None = None,
        directory: Path | None = None,
        account: tuple[int, int] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        stop_timeout: float = 10.0,
    ) -> None:
        self.name = name
        self.log = log
        self._command = [str(part) for part in command]
        self._register = register
        self._environment = environment
        self._directory = directory
        self._account = account
        self._stop_signal = stop_signal
        self._stop_timeout = stop_timeout
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """Raises RuntimeError when it was never started."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was never started")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Starts it; a second start while it runs changes nothing. Its output is added to its log. `environment` is
        added to its own for this life only."""
        if self.running:
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        account = f"{self._account[0]}:{self._account[1]}" if self._account else "-"
        tie = [sys.executable, "-I", "-S", launch.__file__, str(os.getpid()), str(int(self._stop_signal)), account]
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *tie,
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**(os.environ if self._environment is None else self._environment), **(environment or {})},
                cwd=self._directory,
                # Ctrl-C in a terminal reaches the parent alone, which ends its children in their order.
                start_new_session=True,
            )
        self._register.add(self._process.pid)

    async def wait(self) -> int:
        """Waits for its end. Returns the exit status, negative for a signal's number."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was never started")
        status = await self._process.wait()
        self._register.remove(self._process.pid)
        return status

    async def run(self) -> int:
        """Starts it and waits for its end; it does not outlive a wait that is given up. Returns the exit status."""
        await self.start()
        try:
            return await self.wait()
        finally:
            await self.kill()

    async def stop(self) -> None:
        """Asks it to end, and kills it when it takes too long. One that has ended is no error."""
        if not self.running:
            return
        self._send(self._stop_signal)
        try:
            async with asyncio.timeout(self._stop_timeout):
                await self.wait()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """kill -9, and waits for its end."""
        if self.running:
            self._send(signal.SIGKILL)
            await self.wait()

    def log_tail(self, lines: int = 15) -> str:
        """The last lines of its log, readable, for a message about it."""
        try:
            last = self.log.read_text(errors="replace").splitlines()[-lines:]
        except FileNotFoundError:
            return ""
        readable = "\n".join(read_log_line(line) for line in last)
        return "\n".join(readable.splitlines()[-lines:])

    def _send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)
