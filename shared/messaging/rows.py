"""The rows of one unit of work: each loaded once, locked, and kept, however many handlers ask for it."""

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import inspect

from shared.messaging.store.store import Store

Key = Any
Columns = tuple[str, ...]


class InsertOrLock:
    """Mark of an entity whose row is made when it is first asked for, so that there is always one to lock
    (PROTOCOL.md section 4, rule 4). All its columns besides the key need a server default or accept null."""

    __insert_or_lock__: ClassVar[bool] = True


class Ask(NamedTuple):
    """Rows of an entity whose columns have one of these values."""

    entity: type[Any]
    columns: Columns
    keys: tuple[Key, ...]
    lock: bool = True

    @property
    def place(self) -> "Place":
        """Where its rows are kept."""
        return self.entity, self.columns, self.lock


Place = tuple[type[Any], Columns, bool]


class Rows:
    """All rows of a unit of work, found by key. It holds on to them: a session's own map forgets what nobody holds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[Place, dict[Key, list[Any]]] = {}
        self.added: list[Any] = []

    def missing(self, ask: Ask) -> list[Key]:
        """The keys nobody has asked for yet."""
        known = self._found.get(ask.place)
        return list(ask.keys) if known is None else [key for key in ask.keys if key not in known]

    def found(self, ask: Ask) -> dict[Key, list[Any]]:
        """The rows by key; each key was loaded before."""
        known = self._found.get(ask.place, {})
        return {key: known[key] for key in ask.keys}

    async def load(self, asks: Iterable[Ask]) -> None:
        """Loads and locks what is asked for and not there: one query per entity, rows that are made on demand first,
        keys sorted, so that two units of work cannot wait for each other crosswise."""
        wanted: dict[Place, set[Key]] = {}
        for ask in asks:
            wanted.setdefault(ask.place, set()).update(self.missing(ask))
        for place, keys in sorted(wanted.items(), key=_made_on_demand_first):
            if keys:
                await self._load(place, sorted(keys))

    async def _load(self, place: Place, keys: list[Key]) -> None:
        entity, columns, lock = place
        known = self._found.setdefault(place, {})
        make = lock and _is_made_on_demand(entity) and columns == primary_key(entity)
        loaded = await self._store.load(entity, columns, keys, lock=lock, make=make)
        for key in keys:
            known[key] = []
        for row in (*loaded, *(row for row in self.added if type(row) is entity)):
            if (own := _key(row, columns)) in known and row not in known[own]:
                known[own].append(row)

    async def write(self) -> None:
        """Writes what was added and what was changed."""
        await self._store.write(self.added, self._loaded())

    def _loaded(self) -> list[Any]:
        """All that came from the database, each once."""
        found = {id(row): row for known in self._found.values() for rows in known.values() for row in rows}
        for row in self.added:
            found.pop(id(row), None)
        return list(found.values())

    def add(self, row: Any) -> None:
        """A new row, seen from now on by whoever asks for its key."""
        self._store.add(row)
        self.added.append(row)
        for (entity, columns, _), known in self._found.items():
            if type(row) is entity and (key := _key(row, columns)) in known:
                known[key].append(row)


def primary_key(entity: type[Any]) -> Columns:
    """The names of its key columns."""
    if (names := _primary_keys.get(entity)) is None:
        names = _primary_keys[entity] = tuple(column.key for column in inspect(entity).primary_key)
    return names


_primary_keys: dict[type[Any], Columns] = {}


def _is_made_on_demand(entity: type[Any]) -> bool:
    return issubclass(entity, InsertOrLock)


def _made_on_demand_first(wanted: tuple[Place, Any]) -> tuple[bool, str, Columns]:
    (entity, columns, _), _ = wanted
    return not _is_made_on_demand(entity), entity.__tablename__, columns


def _key(row: Any, columns: Columns) -> Key:
    return getattr(row, columns[0]) if len(columns) == 1 else tuple(getattr(row, column) for column in columns)
