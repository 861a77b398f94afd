"""The tables of a service: the runtime's chain of migrations, then the service's own (Alembic).

A service without a folder `migrations/` gets what its tables declare. Expand in one release, contract in the next: so a
service starts on a schema newer than itself, and refuses an older one."""

from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from shared.database import asyncpg_url
from shared.service import Service
from shared.settings import settings

HERE = Path(__file__).parent


class SchemaTooOld(Exception):
    """The database lacks migrations that this service needs."""


async def upgrade_schema(service: Service) -> None:
    """Brings the service's database up to date, one process at a time."""
    engine = create_async_engine(asyncpg_url(settings().database_of(service.name)), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("select pg_advisory_xact_lock(hashtext('choreo schema'))"))
            await connection.run_sync(_upgrade, service)
    finally:
        await engine.dispose()


async def check_schema(engine: AsyncEngine, service: Service) -> None:
    """Raises SchemaTooOld, with the remedy, when the database is older than the service."""
    async with engine.connect() as connection:
        await connection.run_sync(_check, service)


def _upgrade(connection: Connection, service: Service) -> None:
    for config in _chains(service):
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    if service.tables is not None and not service.migrations:
        service.tables.create_all(connection)


def _check(connection: Connection, service: Service) -> None:
    for config in _chains(service):
        table = config.attributes["version_table"]
        context = MigrationContext.configure(connection, opts={"version_table": table})
        current = context.get_current_revision()
        script = ScriptDirectory.from_config(config)
        known = {revision.revision for revision in script.walk_revisions()}
        if current is None or (current in known and current != script.get_current_head()):
            raise SchemaTooOld(
                f"the database of {service.name} is at {table} {current}, the service needs "
                f"{script.get_current_head()}; run `python -m shared.migrate {service.name}` first"
            )


def _chains(service: Service) -> Iterator[Config]:
    yield _chain(HERE / "runtime", "runtime_version")
    if service.migrations:
        yield _chain(service.migrations, "alembic_version")


def _chain(folder: Path, version_table: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE / "alembic"))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes["version_table"] = version_table
    return config
