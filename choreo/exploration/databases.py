"""PostgreSQL for an exploration, with the five services' databases."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from choreo.embedded.postgres import address, make_postgres, service_address
from choreo.exploration.world import NAMES
from choreo.processes.ports import free_port
from choreo.processes.register import Register
from shared.migrate.databases import make_database
from shared.migrate.schema import upgrade_schema
from shared.migrate.services import load_service
from shared.settings import settings


@asynccontextmanager
async def databases_of_its_own() -> AsyncIterator[None]:
    """Within it this process' settings lead there; nothing of it is left afterwards."""
    with TemporaryDirectory(prefix="choreo-explore-") as folder:
        home, port = Path(folder), free_port()
        register = Register(home / "processes.json")
        register.claim()
        server = await make_postgres(home / "postgres", port, register, home / "postgres.log")
        await server.start()
        try:
            with _told({"CHOREO_POSTGRES": address(port), "CHOREO_DATABASE": service_address(port)}):
                for name in NAMES:
                    await make_database(name)
                    await upgrade_schema(load_service(name))
                yield
        finally:
            await server.stop()
            register.release()


@contextmanager
def _told(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ |= variables
    settings.cache_clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before
        settings.cache_clear()
