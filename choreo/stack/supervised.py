"""A server or service that is started again when it dies."""

import asyncio
from collections.abc import Callable, Mapping

from choreo.processes.server import CannotStartError, Server
from shared import clock

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
PROVEN = 30.0
"""Seconds of life after which a death starts from the first pause again."""


class Supervised:
    """Watched from the first start on. `say` is told of every death and every start; `changed` when `ready` changes."""

    def __init__(self, server: Server, say: Callable[[str], None], changed: Callable[[], None]) -> None:
        self.server = server
        self.ready = False
        self._say = say
        self._changed = changed
        self._wanted = asyncio.Event()
        self._became_ready = asyncio.Event()
        self._pause = FIRST_PAUSE
        self._next_environment: dict[str, str] = {}

    @property
    def name(self) -> str:
        return self.server.name

    async def start(self) -> None:
        """The first start. Raises CannotStartError."""
        await self.server.start()
        self._wanted.set()
        self._set_ready(True)

    async def watch(self) -> None:
        """Starts it again whenever it ends unasked. Runs until cancelled."""
        while True:
            born = clock.elapsed()
            status = await self.server.wait()
            self._set_ready(False)
            if self._wanted.is_set():
                if clock.elapsed() - born > PROVEN:
                    self._pause = FIRST_PAUSE
                self._say(f"{self.name} ended with status {status}; it is started again in {self._pause:g} s")
                await asyncio.sleep(self._pause)
                self._pause = min(2 * self._pause, LONGEST_PAUSE)
            await self._wanted.wait()
            await self._start_again()

    async def kill(self) -> None:
        """kill -9. It is started again, as after any death; it may be ready again before this returns."""
        self._set_ready(False)
        await self.server.kill()

    async def hold(self, *, kill: bool = False) -> None:
        """Ends it, by SIGTERM or kill -9, and leaves it ended until it is released."""
        self._wanted.clear()
        await (self.server.kill() if kill else self.server.stop())
        self._set_ready(False)

    async def release(self, environment: Mapping[str, str] | None = None) -> None:
        """Lets it start again, with this added to its environment until it ends, and waits until it is ready."""
        self._next_environment = dict(environment or {})
        self._wanted.set()
        await self.until_ready()

    async def until_ready(self) -> None:
        """Returns when it is ready; at once when it is."""
        await self._became_ready.wait()

    async def _start_again(self) -> None:
        environment, self._next_environment = self._next_environment, {}
        try:
            await self.server.start(environment)
        except CannotStartError as error:
            self._say(str(error))
        else:
            self._set_ready(True)
            self._say(f"{self.name} is ready again")

    def _set_ready(self, ready: bool) -> None:
        self.ready = ready
        if ready:
            self._became_ready.set()
        else:
            self._became_ready.clear()
        self._changed()
