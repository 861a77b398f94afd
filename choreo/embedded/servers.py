"""The three servers together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from choreo.embedded import kafka, postgres, valkey
from choreo.embedded.kafka import make_kafka
from choreo.embedded.postgres import make_postgres
from choreo.embedded.valkey import make_valkey
from choreo.processes.ports import free_port
from choreo.processes.register import Register
from choreo.processes.server import Server
from choreo.processes.together import together


@dataclass(frozen=True)
class Ports:
    """Where the servers listen."""

    kafka: int
    postgres: int
    redis: int

    @classmethod
    def free(cls) -> "Ports":
        """Any that are free."""
        return cls(free_port(), free_port(), free_port())


@dataclass(frozen=True)
class Servers:
    """Addresses, and the three servers behind them to stop, kill and start again on the same ports."""

    kafka_server: Server
    postgres_server: Server
    redis_server: Server

    @property
    def kafka(self) -> str:
        """Bootstrap servers."""
        return kafka.address(self.kafka_server.port)

    @property
    def postgres(self) -> str:
        """The administrator's address."""
        return postgres.address(self.postgres_server.port)

    @property
    def redis(self) -> str:
        return valkey.address(self.redis_server.port)

    @property
    def all(self) -> tuple[Server, ...]:
        """In the order in which they may end."""
        return self.kafka_server, self.redis_server, self.postgres_server


@asynccontextmanager
async def servers(
    directory: Path,
    ports: Ports | None = None,
    register: Register | None = None,
    say: Callable[[str], None] = print,
) -> AsyncIterator[Servers]:
    """Within it the three servers answer, with their data and logs below `directory`; without `ports` on free ones.
    Their processes stand in `register`, which the caller has claimed, or in a list of their own.
    Raises CannotStartError, JarError or AlreadyRunningError, and then leaves none of them running."""
    if register is None:
        own = Register(directory / "processes.json")
        await asyncio.to_thread(own.claim)
        try:
            async with servers(directory, ports, own, say) as started:
                yield started
        finally:
            own.release()
        return
    made = await _make(directory, ports or Ports.free(), register, say)
    try:
        await together(*(server.start() for server in made.all))
        yield made
    finally:
        await asyncio.gather(*(server.stop() for server in made.all))


async def _make(directory: Path, ports: Ports, register: Register, say: Callable[[str], None]) -> Servers:
    logs = directory / "logs"
    broker, database = await together(
        make_kafka(directory / "kafka", ports.kafka, register, logs / "kafka.log", say),
        make_postgres(directory / "postgres", ports.postgres, register, logs / "postgres.log"),
    )
    memory = make_valkey(directory / "valkey", ports.redis, register, logs / "valkey.log")
    return Servers(broker, database, memory)
