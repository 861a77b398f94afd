"""Statements over many rows at once: the rows come as arrays, one for each column, so that a statement is the same
however many rows there are, and is prepared once."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Column, Table, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from shared.messaging.store.statement import Statement

Names = tuple[str, ...]


@cache
def insert_of(table: Table, names: Names) -> Statement:
    """Inserts rows with these columns, in the order of the arrays; the others have their defaults."""
    values = _arrays(table, names)
    chosen = select(*(values.c[name] for name in names))
    return Statement(insert(table).from_select(names, chosen, include_defaults=False))


@cache
def update_of(table: Table, names: Names) -> Statement:
    """Gives these columns of existing rows, found by their primary key, new values."""
    key = tuple(column.name for column in table.primary_key)
    values = _arrays(table, (*key, *names))
    made = update(table).values({name: values.c[name] for name in names})
    for name in key:
        made = made.where(table.c[name] == values.c[name])
    return Statement(made)


def arrays_of(rows: Sequence[dict[str, Any]], names: Names) -> dict[str, list[Any]]:
    """The parameters of such a statement; what a row does not say is NULL."""
    return {_parameter(name): [row.get(name) for row in rows] for name in names}


def _arrays(table: Table, names: Names) -> TableValuedAlias:
    parameters = [bindparam(_parameter(name), type_=ARRAY(_element(table.c[name]), dimensions=1)) for name in names]
    return func.unnest(*parameters).table_valued(*names).render_derived()


def _element(column: Column[Any]) -> TypeEngine[Any]:
    return JSONB(none_as_null=True) if isinstance(column.type, JSONB) else column.type


def _parameter(name: str) -> str:
    return f"{name}_values"
