"""What a unit of work asks of its database, whoever carries it out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from shared.messaging.store.bulk import Names
from shared.messaging.store.statement import Statement


class Store(Protocol):
    """An open transaction. Each raises what SQLAlchemy raises for what the database refuses."""

    async def run(self, statement: Statement, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """The rows that it returns."""

    async def note(self, statement: Statement, values: Mapping[str, Any]) -> None:
        """Carries it out now, or with others at the end: it returns nothing, and nobody reads what it writes."""

    async def load(
        self, entity: type[Any], columns: Names, keys: list[Any], *, lock: bool, make: bool
    ) -> Sequence[Any]:
        """The entities with these keys; a row that was loaded before is the same object, as it is by now. `make`: those
        that are not there are made."""

    def add(self, row: Any) -> None:
        """A new entity, written with the others."""

    async def write(self, added: Sequence[Any], loaded: Iterable[Any]) -> None:
        """Writes new entities and what was changed of the others."""

    async def finish(self) -> None:
        """Carries out what was noted."""
