"""A fresh clone of the project, and a terminal in it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import Any

from choreo.processes.ports import LOOPBACK, free_port
from choreo.stack.addresses import Place, Stack
from choreo.stack.members import OBSERVER, OUTSIDERS, SERVICES
from tests.compose.ports import ROOT, usual_ports
from tests.readme import kcat_stand_in

NAME = f"choreo-test-{os.getpid()}"
"""Of the compose project and its image."""
PATIENCE = 600.0
"""Seconds that a command may take; the first one builds the image."""


class Project:
    """What is typed reads as in the README; the ports in it are replaced by those of this project."""

    def __init__(self, folder: Path) -> None:
        """Clones the last commit of the working copy."""
        self.home = folder / "choreo"
        subprocess.run(["git", "clone", "--quiet", ROOT, self.home], check=True)
        (self.home / ".venv").symlink_to(Path(sys.executable).parents[1])
        self.ports = {variable: free_port(usual) for variable, usual in usual_ports().items()}
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("CHOREO_", "COMPOSE_"))},
            **{variable: str(port) for variable, port in self.ports.items()},
            "COMPOSE_PROJECT_NAME": NAME,
            "PYTHONPATH": str(self.home),
            "CURL_HOME": str(folder),
            "PATH": f"{folder}:{os.environ['PATH']}",
        }
        (folder / ".curlrc").write_text("fail\n")
        if which("kcat") is None:
            stand_in = folder / "kcat"
            stand_in.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{kcat_stand_in.__file__}" "$@"\n')
            stand_in.chmod(0o755)

    @property
    def stack(self) -> Stack:
        """Where everything is on this machine."""

        def place(member: str, usual: int) -> Place:
            return Place(url=self._here(f"http://{LOOPBACK}:{usual}"))

        kafka, redis, postgres = (self._here(f"{LOOPBACK}:{usual}") for usual in (9092, 6379, 5432))
        return Stack(
            kafka=kafka,
            redis=f"redis://{redis}/0",
            postgres=f"postgresql://postgres:choreo@{postgres}/postgres",
            database=f"postgresql://{{service}}:choreo@{postgres}/{{service}}",
            services={name: place(name, port) for name, port in {**SERVICES, **OBSERVER}.items()},
            payment_provider=place("payment_provider", OUTSIDERS["payment_provider"]),
            carrier=place("carrier", OUTSIDERS["carrier"]),
        )

    @property
    def jaeger(self) -> str:
        """Jaeger's address."""
        return self._here(f"http://{LOOPBACK}:16686")

    async def type(self, typed: str, *, fails: bool = False) -> str:
        """What bash says to it. Any failure in it is an error, unless it has to fail."""
        status, said = await self._run(self._here(typed))
        if (status != 0) is not fails:
            _, logs = await self._run("docker compose ps --all; docker compose logs --no-color --tail 20")
            raise AssertionError(f"{typed}\nended with {status}:\n{said}\n{logs}")
        return said

    async def containers(self) -> list[dict[str, Any]]:
        """All of the project, as `docker inspect` shows them."""
        found: list[dict[str, Any]] = json.loads(await self.type("docker inspect $(docker compose ps --all --quiet)"))
        return found

    async def remove(self) -> None:
        """Containers, volumes and image."""
        await self.type(f"docker compose down --volumes --remove-orphans --timeout 5; docker image rm --force {NAME}")

    async def _run(self, script: str) -> tuple[int | None, str]:
        process = await asyncio.create_subprocess_exec(
            *("bash", "-euo", "pipefail", "-c", script),
            cwd=self.home,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(PATIENCE):
                said = (await process.communicate())[0].decode()
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        return process.returncode, said

    def _here(self, typed: str) -> str:
        for variable, usual in usual_ports().items():
            typed = typed.replace(f"{LOOPBACK}:{usual}", f"{LOOPBACK}:{self.ports[variable]}")
        return typed
