"""The rows of one unit of work: each loaded once, locked, and kept, however many handlers ask for it."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import ARRAY, ColumnElement, Select, Table, any_, bindparam, func, inspect, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

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

_primary_keys: dict[type[Any], Columns] = {}


class Rows:
    """All rows of a unit of work, found by key. It holds on to them: a session's own map forgets what nobody holds."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
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
        values = _by_column(columns, keys)
        if lock and _is_made_on_demand(entity) and columns == primary_key(entity):
            await self.session.execute(_make_missing(entity, columns), values)
        loaded = (await self.session.scalars(_select(entity, columns, lock), values)).all()
        for key in keys:
            known[key] = []
        for row in (*loaded, *(row for row in self.added if type(row) is entity)):
            if (own := _key(row, columns)) in known and row not in known[own]:
                known[own].append(row)

    @property
    def loaded(self) -> list[Any]:
        """All that came from the database, each once."""
        found = {id(row): row for known in self._found.values() for rows in known.values() for row in rows}
        for row in self.added:
            found.pop(id(row), None)
        return list(found.values())

    def add(self, row: Any) -> None:
        """A new row, seen from now on by whoever asks for its key."""
        self.session.add(row)
        self.added.append(row)
        for (entity, columns, _), known in self._found.items():
            if type(row) is entity and (key := _key(row, columns)) in known:
                known[key].append(row)


def primary_key(entity: type[Any]) -> Columns:
    """The names of its key columns."""
    if (names := _primary_keys.get(entity)) is None:
        names = _primary_keys[entity] = tuple(column.key for column in inspect(entity).primary_key)
    return names


def _is_made_on_demand(entity: type[Any]) -> bool:
    return issubclass(entity, InsertOrLock)


def _made_on_demand_first(wanted: tuple[Place, Any]) -> tuple[bool, str, Columns]:
    (entity, columns, _), _ = wanted
    return not _is_made_on_demand(entity), entity.__tablename__, columns


def _key(row: Any, columns: Columns) -> Key:
    return getattr(row, columns[0]) if len(columns) == 1 else tuple(getattr(row, column) for column in columns)


def _by_column(columns: Columns, keys: list[Key]) -> dict[str, list[Any]]:
    if len(columns) == 1:
        return {f"{columns[0]}_keys": keys}
    return {f"{column}_keys": [key[at] for key in keys] for at, column in enumerate(columns)}


def _arrays(table: Table, columns: Columns) -> Sequence[ColumnElement[Any]]:
    return [bindparam(f"{column}_keys", type_=ARRAY(table.c[column].type)) for column in columns]


_statements: dict[tuple[str, type[Any], Columns], Any] = {}


def _make_missing(entity: type[Any], columns: Columns) -> Any:
    if (made := _statements.get(("make", entity, columns))) is None:
        table: Table = entity.__table__
        wanted = func.unnest(*_arrays(table, columns)).table_valued(*columns).render_derived()
        made = insert(table).from_select(columns, select(*(wanted.c[name] for name in columns)), include_defaults=False)
        made = _statements["make", entity, columns] = made.on_conflict_do_nothing()
    return made


def _select(entity: type[Any], columns: Columns, lock: bool) -> Select[Any]:
    kind = "lock" if lock else "read"
    if (made := _statements.get((kind, entity, columns))) is None:
        table: Table = entity.__table__
        order = list(table.primary_key)
        if len(columns) == 1:
            (array,) = _arrays(table, columns)
            made = select(entity).where(table.c[columns[0]] == any_(array))
        else:
            wanted = func.unnest(*_arrays(table, columns)).table_valued(*columns).render_derived()
            made = select(entity)
            for name in columns:
                made = made.where(table.c[name] == wanted.c[name])
        made = made.order_by(*order)
        made = _statements[kind, entity, columns] = made.with_for_update(of=entity) if lock else made
    return made
