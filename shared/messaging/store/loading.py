"""Statements that load rows by key: the keys come as arrays, so that a statement is the same however many there are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Table, any_, bindparam, func, select, union_all
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.sql.selectable import TableValuedAlias

from shared.messaging.store.bulk import Names
from shared.messaging.store.statement import Statement


def keys_by_column(columns: Names, keys: list[Any]) -> dict[str, list[Any]]:
    """The values of such a statement; where the key is several columns, keys are tuples."""
    if len(columns) == 1:
        return {f"{columns[0]}_keys": keys}
    return {f"{column}_keys": [key[at] for key in keys] for at, column in enumerate(columns)}


def rows_of(entity: type[Any], columns: Names, lock: bool) -> Statement:
    """The rows with these keys, locked in the order of their primary keys, or only read."""
    place = "lock" if lock else "read", entity, columns
    if (made := _made.get(place)) is None:
        chosen = _chosen(select(entity), entity.__table__, columns)
        made = _made[place] = Statement(chosen.with_for_update(of=entity) if lock else chosen)
    return made


def missing_rows(entity: type[Any], columns: Names) -> Statement:
    """Makes the rows with these keys that are not there."""
    place = "make", entity, columns
    if (made := _made.get(place)) is None:
        made = _made[place] = Statement(_missing(entity.__table__, columns))
    return made


def made_or_locked_rows(entity: type[Any], columns: Names) -> Statement:
    """Both at once. A row that another transaction makes at the same time is in neither part."""
    place = "make or lock", entity, columns
    if (made := _made.get(place)) is None:
        table: Table = entity.__table__
        new = _missing(table, columns).returning(*table.columns).cte("made")
        old = _chosen(select(*table.columns), table, columns).with_for_update(of=table).cte("locked")
        made = _made[place] = Statement(union_all(select(new), select(old)))
    return made


_made: dict[tuple[str, type[Any], Names], Statement] = {}


def _missing(table: Table, columns: Names) -> Insert:
    wanted = _keys(table, columns)
    chosen = select(*(wanted.c[name] for name in columns))
    return insert(table).from_select(columns, chosen, include_defaults=False).on_conflict_do_nothing()


def _chosen(rows: Select[Any], table: Table, columns: Names) -> Select[Any]:
    if len(columns) == 1:
        (array,) = _arrays(table, columns)
        rows = rows.where(table.c[columns[0]] == any_(array))
    else:
        wanted = _keys(table, columns)
        for name in columns:
            rows = rows.where(table.c[name] == wanted.c[name])
    return rows.order_by(*table.primary_key)


def _keys(table: Table, columns: Names) -> TableValuedAlias:
    return func.unnest(*_arrays(table, columns)).table_valued(*columns).render_derived()


def _arrays(table: Table, columns: Names) -> Sequence[ColumnElement[Any]]:
    return [bindparam(f"{column}_keys", type_=ARRAY(table.c[column].type)) for column in columns]
