"""A real outsider, started as its users start it."""

import asyncio
import os
import socket
import sys
from pathlib import Path
from typing import Any

import httpx

from shared import clock


class OutsiderProcess:
    """`python -m outsiders.<name>` on a free port, with its ledger in this directory."""

    def __init__(self, name: str, directory: Path) -> None:
        self.name = name
        self.ledger = directory / f"{name}.sqlite3"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = httpx.AsyncClient(base_url=self.url, headers={"authorization": "Bearer sk_test_x"}, timeout=30)
        self._process: asyncio.subprocess.Process | None = None

    async def launch(self, stderr: int | None = None) -> asyncio.subprocess.Process:
        """Starts the process, and does not wait for it to be ready."""
        environment = {**os.environ, "CHOREO_PORT": str(self.port), "CHOREO_LEDGER": str(self.ledger)}
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", f"outsiders.{self.name}", env=environment, stderr=stderr
        )

    async def start(self) -> None:
        """Starts it; it answers when this returns."""
        self._process = await self.launch()
        until = clock.elapsed() + 60
        while not await self._answers():
            assert self._process.returncode is None, f"{self.name} ended with {self._process.returncode}"
            assert clock.elapsed() < until, f"{self.name} was not ready within a minute"
            await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """kill -9, and gone."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._process is not None:
            await self._process.wait()

    async def close(self) -> None:
        """Ends it, and the test's own connections to it."""
        await self.kill()
        await self.http.aclose()

    async def trouble(self, **faults: float | bool) -> None:
        """From now on these faults and no others."""
        (await self.http.put("/faults", json=faults)).raise_for_status()

    async def ledger_of(self, order_id: str) -> dict[str, Any]:
        """What it did for an order."""
        lines: dict[str, Any] = (await self.http.get("/ledger", params={"order_id": order_id})).json()
        return lines

    async def _answers(self) -> bool:
        try:
            return (await self.http.get("/health/ready")).status_code == 200
        except httpx.TransportError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
