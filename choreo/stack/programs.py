"""The shop's own programs as child processes: services, outsiders, the migration."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from choreo.processes.child import Child
from choreo.processes.ports import LOOPBACK
from choreo.processes.register import Register
from choreo.processes.server import CannotStartError, Server
from choreo.stack.addresses import Stack
from choreo.stack.environment import environment_of

PATIENCE = 60.0
"""Seconds a program may take until it is ready, on a busy machine."""


@dataclass(frozen=True)
class Programs:
    """Makes them, with logs and ledgers below `home`; `http` asks whether they are ready."""

    home: Path
    register: Register
    http: httpx.AsyncClient

    def service(self, stack: Stack, name: str, module: str, port: int, environment: Mapping[str, str]) -> Server:
        """`python -m MODULE` on this port; ready when GET /health/ready answers 200."""
        own = {**environment, "CHOREO_HOST": LOOPBACK, "CHOREO_PORT": str(port)}
        child = Child(
            name,
            [sys.executable, "-m", module],
            log=self.home / "logs" / f"{name}.log",
            register=self.register,
            environment=environment_of(stack, own),
        )

        async def answers() -> None:
            (await self.http.get(f"{url_at(port)}/health/ready")).raise_for_status()

        return Server(child, port, answers, patience=PATIENCE)

    def outsider(self, stack: Stack, name: str, port: int, environment: Mapping[str, str]) -> Server:
        """The same for an outsider, with its ledger."""
        ledger = self.home.absolute() / "ledgers" / f"{name}.sqlite3"
        return self.service(stack, name, f"outsiders.{name}", port, {"CHOREO_LEDGER": str(ledger), **environment})

    async def migrate(self, stack: Stack, services: list[str], environment: Mapping[str, str]) -> None:
        """Makes databases, tables and topics of these services. Raises CannotStartError."""
        migration = Child(
            "migrate",
            [sys.executable, "-m", "shared.migrate", *services],
            log=self.home / "logs" / "migrate.log",
            register=self.register,
            environment=environment_of(stack, environment),
        )
        if status := await migration.run():
            raise CannotStartError(
                f"the migration ended with status {status}. The end of {migration.log}:\n{migration.log_tail()}"
            )


def url_at(port: int) -> str:
    """Where a member that listens on this port is found."""
    return f"http://{LOOPBACK}:{port}"
