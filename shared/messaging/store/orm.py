"""A store for everything that the ORM can do, at the ORM's price."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shared.messaging.store.bulk import Names
from shared.messaging.store.loading import keys_by_column, missing_rows, rows_of
from shared.messaging.store.statement import Statement


class OrmStore:
    """The transaction of a session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def run(self, statement: Statement, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        result: Any = await self._session.execute(statement.clause, values)
        return result.all() if result.returns_rows else ()

    async def note(self, statement: Statement, values: Mapping[str, Any]) -> None:
        """At once."""
        await self.run(statement, values)

    async def load(
        self, entity: type[Any], columns: Names, keys: list[Any], *, lock: bool, make: bool
    ) -> Sequence[Any]:
        values = keys_by_column(columns, keys)
        if make:
            await self.run(missing_rows(entity, columns), values)
        return (await self._session.scalars(rows_of(entity, columns, lock).clause, values)).all()

    def add(self, row: Any) -> None:
        self._session.add(row)

    async def write(self, added: Sequence[Any], loaded: Iterable[Any]) -> None:
        """Row by row, in the order that they need."""
        await self._session.flush()

    async def finish(self) -> None:
        """Nothing is left."""
