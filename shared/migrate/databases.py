"""One database and one role per service; the role owns its database and may nothing else."""

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shared.database import LIMITS, asyncpg_url
from shared.settings import settings


async def make_database(service: str) -> None:
    """Makes them as the administrator (`CHOREO_POSTGRES`), with the name and password of the service's own address."""
    told = settings()
    own = make_url(told.database_of(service))
    if not own.username or not own.database:
        raise ValueError(
            "CHOREO_DATABASE must name a role and a database, as in postgresql://{service}:…@host/{service}"
        )
    engine = create_async_engine(asyncpg_url(told.postgres), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            quote = engine.dialect.identifier_preparer.quote
            role, database = quote(own.username), quote(own.database)
            password = (own.password or "").replace("'", "''")
            await connection.execute(text("select pg_advisory_lock(hashtext('choreo migrate'))"))
            known = await connection.scalar(
                text("select 1 from pg_roles where rolname = :name"), {"name": own.username}
            )
            verb = "alter" if known else "create"
            await connection.exec_driver_sql(f"{verb} role {role} login password '{password}'")
            for name, value in LIMITS.items():
                await connection.exec_driver_sql(f"alter role {role} set {name} = '{value}'")
            there = await connection.scalar(
                text("select 1 from pg_database where datname = :name"), {"name": own.database}
            )
            if not there:
                await connection.exec_driver_sql(
                    f"create database {database} owner {role} template template0 encoding 'UTF8' locale 'C'"
                )
                await connection.exec_driver_sql(f"revoke connect on database {database} from public")
    finally:
        await engine.dispose()
