"""Writes what the handlers of a batch made and changed: one statement for each table and set of columns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ClauseElement, Table, insert, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import instance_state

from shared.messaging.bulk import Names, arrays_of, update_of
from shared.messaging.rows import Rows

_Work = Mapping[tuple[Table, Names], list[dict[str, Any]]]


class _NotPlain(Exception):
    """Only the ORM knows how to write it."""


async def write(session: AsyncSession, rows: Rows) -> None:
    """New rows, then changed ones, in the order of their tables. Afterwards the session knows none of them, so they
    are not written again. What is more than columns of one table (relationships, inheritance, SQL as a value, rows that
    did not come from the unit of work) the ORM writes, row by row. Raises what the database raises."""
    try:
        if session.deleted or not set(session.new) <= set(rows.added):
            raise _NotPlain
        new, changed = _inserts(rows.added), _updates(rows.loaded)
    except _NotPlain:
        return await session.flush()
    session.expunge_all()
    for (table, _), some in sorted(new.items(), key=_by_table):
        await session.execute(insert(table), some)
    for (table, names), some in sorted(changed.items(), key=_by_table):
        key = tuple(column.name for column in table.primary_key)
        await session.execute(update_of(table, names), arrays_of(some, (*key, *names)))


def _inserts(added: Iterable[Any]) -> _Work:
    work: defaultdict[tuple[Table, Names], list[dict[str, Any]]] = defaultdict(list)
    for row in added:
        table, columns = _plain(type(row))
        values = {columns[name]: _value(value) for name, value in instance_state(row).dict.items() if name in columns}
        work[table, tuple(sorted(values))].append(values)
    return work


def _updates(loaded: Iterable[Any]) -> _Work:
    work: defaultdict[tuple[Table, Names], list[dict[str, Any]]] = defaultdict(list)
    for row in loaded:
        state = instance_state(row)
        if not state.committed_state:
            continue
        table, columns = _plain(type(row))
        own = state.dict
        values = {columns[name]: _value(own[name]) for name, old in state.committed_state.items() if own[name] != old}
        if not values:
            continue
        names = tuple(sorted(values))
        for column in table.primary_key:
            if column.name in values:
                raise _NotPlain
            values[column.name] = own[column.key]
        work[table, names].append(values)
    return work


_known: dict[type[Any], tuple[Table, Mapping[str, str]]] = {}


def _plain(entity: type[Any]) -> tuple[Table, Mapping[str, str]]:
    """Its table, and its columns by the attributes that stand for them."""
    if (known := _known.get(entity)) is None:
        mapper = inspect(entity)
        if mapper.relationships or mapper.inherits or mapper.version_id_col is not None:
            raise _NotPlain
        columns = {attribute.key: attribute.columns[0].name for attribute in mapper.column_attrs}
        known = _known[entity] = mapper.local_table, columns
    return known


def _value(value: Any) -> Any:
    if isinstance(value, ClauseElement):
        raise _NotPlain
    return value


def _by_table(work: tuple[tuple[Table, Names], Any]) -> tuple[str, Names]:
    (table, names), _ = work
    return table.name, names
