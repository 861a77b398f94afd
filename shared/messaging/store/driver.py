"""A store without the ORM: asyncpg itself, on a connection of the engine's pool.

What SQLAlchemy does around a statement and around a transaction costs several times what PostgreSQL's driver does for
it, and small batches are made of little else (benchmarks/)."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import told_by_sqlalchemy
from shared.messaging.store.bulk import Names
from shared.messaging.store.loading import keys_by_column, made_or_locked_rows, rows_of
from shared.messaging.store.plain import Plain, plain
from shared.messaging.store.statement import Statement
from shared.messaging.store.together import arguments_of_all, sql_of_all
from shared.messaging.store.writing import writings
from shared.telemetry.statements import statement_span


class DriverStore:
    """An open transaction. Its entities belong to no session; those that are not plain raise NotPlain."""

    def __init__(self, connection: asyncpg.Connection, engine: AsyncEngine) -> None:
        self._connection, self._engine = connection, engine
        self._loaded: dict[tuple[Table, tuple[Any, ...]], Any] = {}
        self._noted: list[tuple[Statement, Mapping[str, Any]]] = []

    async def run(self, statement: Statement, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return await self._fetch(statement.sql, statement.arguments(values))

    async def note(self, statement: Statement, values: Mapping[str, Any]) -> None:
        """At the end, with all others."""
        self._noted.append((statement, values))

    async def load(
        self, entity: type[Any], columns: Names, keys: list[Any], *, lock: bool, make: bool
    ) -> Sequence[Any]:
        of, values = plain(entity), keys_by_column(columns, keys)
        if make:
            records = await self.run(made_or_locked_rows(entity, columns), values)
            if len(records) == len(keys):
                return [self._entity(of, record) for record in records]
        return [self._entity(of, record) for record in await self.run(rows_of(entity, columns, lock), values)]

    def add(self, row: Any) -> None:
        """It is written with the others; until then nobody needs to know."""

    async def write(self, added: Sequence[Any], loaded: Iterable[Any]) -> None:
        """One statement for each table and set of columns."""
        self._noted += writings(added, loaded)

    async def finish(self) -> None:
        if noted := self._noted:
            self._noted = []
            await self._fetch(sql_of_all(tuple(one for one, _ in noted)), arguments_of_all(noted))

    async def _fetch(self, sql: str, arguments: Iterable[Any]) -> Sequence[Any]:
        with statement_span(sql, self._engine.url), told_by_sqlalchemy(self._engine):
            rows: Sequence[Any] = await self._connection.fetch(sql, *arguments)
            return rows

    def _entity(self, of: Plain, record: Any) -> Any:
        key = of.table, tuple(record[name] for name in of.key)
        if (row := self._loaded.get(key)) is None:
            row = self._loaded[key] = of.make(record)
        return row


@asynccontextmanager
async def by_driver(engine: AsyncEngine) -> AsyncIterator[DriverStore]:
    """A transaction: committed at the end, rolled back when something is raised. Raises as SQLAlchemy does, and without
    what stands in a row. A connection that was left in the middle of something is not used again."""
    with told_by_sqlalchemy(engine):
        pooled = await engine.raw_connection()
        connection: Any = pooled.driver_connection
        try:
            async with connection.transaction():
                yield DriverStore(connection, engine)
        finally:
            if connection.is_closed() or connection.is_in_transaction():
                pooled.invalidate()
            else:
                pooled.close()
