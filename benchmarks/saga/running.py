"""A variant, running on servers of its own, and the CPU that each of its processes takes."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.saga.place import Place
from benchmarks.saga.variant import Variant
from choreo.demo.figures import spent_by
from choreo.embedded.servers import Servers, servers
from choreo.processes.child import Child
from choreo.processes.ports import free_port
from choreo.processes.register import Register
from choreo.processes.together import together

_PATIENCE = 60.0


class Running:
    """Its processes, by name."""

    def __init__(self, place: Place, variant: Variant, servers: Servers, home: Path, register: Register) -> None:
        self.place, self.variant, self.servers, self._home, self._register = place, variant, servers, home, register
        self.children: dict[str, Child] = {}

    async def start(self, name: str) -> None:
        """Returns when it says that it is ready. Raises RuntimeError with the end of its log."""
        log = self._home / "logs" / f"{name}.log"
        before = log.stat().st_size if log.exists() else 0
        child = Child(
            name,
            [sys.executable, "-m", *self.variant.processes[name]],
            log=log,
            register=self._register,
            environment={**_environment(), **self.place.environment()},
        )
        await child.start()
        self.children[name] = child
        try:
            async with asyncio.timeout(_PATIENCE):
                while b"ready\n" not in log.read_bytes()[before:]:
                    if not child.running:
                        raise RuntimeError(f"{self.variant.name}: {name} ended. Its log:\n{child.log_tail()}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise RuntimeError(f"{self.variant.name}: {name} is not ready. Its log:\n{child.log_tail()}") from None

    def cpu(self) -> dict[str, float]:
        """Seconds that each process has used, with its children; servers too."""
        pids = {name: child.pid for name, child in self.children.items()}
        return {name: spent_by(pid) for name, pid in [*pids.items(), *((s.name, s.pid) for s in self.servers.all)]}

    def memory(self) -> dict[str, int]:
        """Bytes in memory (RSS) of each process of the variant."""
        return {name: psutil.Process(child.pid).memory_info().rss for name, child in self.children.items()}


@asynccontextmanager
async def running(variant: Variant, outside: tuple[float, float, float] = (0, 0, 0)) -> AsyncIterator[Running]:
    """Within it the variant is ready for orders."""
    with TemporaryDirectory(prefix="saga-") as directory:
        home = Path(directory)
        register = Register(home / "processes.json")
        await asyncio.to_thread(register.claim)
        async with servers(home, register=register, say=lambda _: None) as started:
            place = Place(started.kafka, started.postgres, started.redis, free_port())
            place = replace(place, outside=outside)
            await variant.prepare(place)
            run = Running(place, variant, started, home, register)
            try:
                await together(*(run.start(name) for name in variant.processes))
                await variant.opened(place)
                yield run
            finally:
                await together(*(child.stop() for child in run.children.values()))
        register.release()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1"}
