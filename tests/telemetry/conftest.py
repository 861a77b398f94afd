"""The grumbler, as a process with a log."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from choreo.embedded.servers import Servers
from choreo.processes.child import Child
from choreo.processes.ports import free_port
from choreo.processes.register import Register
from choreo.processes.server import Server
from shared.migrate.databases import make_database
from shared.migrate.schema import upgrade_schema
from shared.migrate.topics import make_topics
from tests.surroundings import addresses, told
from tests.telemetry.grumbler import service


@pytest.fixture(scope="package")
async def grumbler(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """It runs, and grumbles into its log; there is no second try for an event."""
    with told(**addresses(servers)):
        await make_database(service.name)
        await upgrade_schema(service)
        await make_topics([service])
    home, port = tmp_path_factory.mktemp("grumbler"), free_port()
    environment = {**addresses(servers), "CHOREO_PORT": str(port), "CHOREO_RETRY_ATTEMPTS": "1"}
    server = serving(home, environment, port)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def serving(home: Path, environment: dict[str, str], port: int) -> Server:
    """`python -m tests.telemetry.grumbler`, which has started when it answers at all."""
    command = [sys.executable, "-m", "tests.telemetry.grumbler"]
    child = Child(
        "grumbler", command, log=home / "grumbler.log", register=Register(home / "run.json"), environment=environment
    )

    async def answers() -> None:
        async with httpx.AsyncClient(trust_env=False) as http:
            (await http.get(f"http://127.0.0.1:{port}/health/live")).raise_for_status()

    return Server(child, port, answers, patience=60)
