"""Entities that are no more than columns of one table: they need no ORM to be read and written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any

from sqlalchemy import Table, inspect
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import instance_state

from shared.messaging.store.statement import reader_of


class NotPlain(Exception):
    """Only the ORM knows how to read or write it."""


@dataclass(frozen=True)
class Plain:
    """A plain entity. `columns` are the names of its columns by attribute; `defaults` and `on_update` make the values
    that Python gives to columns of which nobody says anything."""

    table: Table
    columns: Mapping[str, str]
    readers: tuple[tuple[str, str, Any], ...]
    key: tuple[str, ...]
    defaults: Mapping[str, Callable[[], Any]]
    on_update: Mapping[str, Callable[[], Any]]
    mapper: Mapper[Any]

    def make(self, record: Mapping[str, Any]) -> Any:
        """The entity of a row, as a session would load it, but of no session."""
        entity = self.mapper.class_manager.new_instance()
        state = instance_state(entity)
        values = state.dict
        for attribute, column, read in self.readers:
            value = record[column]
            values[attribute] = value if read is None or value is None else read(value)
        state.key = self.mapper.identity_key_from_primary_key(tuple(record[name] for name in self.key))
        return entity


def plain(entity: type[Any]) -> Plain:
    """Raises NotPlain: it has relationships, inherits, counts versions, or has a default that
    only SQLAlchemy can compute."""
    if (known := _known.get(entity)) is None:
        known = _known[entity] = _looked_at(entity)
    return known


_known: dict[type[Any], Plain] = {}


def _looked_at(entity: type[Any]) -> Plain:
    mapper: Mapper[Any] = inspect(entity)
    table = mapper.local_table
    if mapper.relationships or mapper.inherits or mapper.version_id_col is not None or not isinstance(table, Table):
        raise NotPlain
    columns = {attribute.key: attribute.columns[0].name for attribute in mapper.column_attrs}
    return Plain(
        table,
        columns,
        tuple((attribute, name, reader_of(table.c[name].type)) for attribute, name in columns.items()),
        tuple(column.name for column in table.primary_key),
        {column.name: _maker(column.default) for column in table.columns if column.default is not None},
        {column.name: _maker(column.onupdate) for column in table.columns if column.onupdate is not None},
        mapper,
    )


def _maker(default: Any) -> Callable[[], Any]:
    given = default.arg
    if default.is_scalar:
        return lambda: given
    if default.is_callable and not signature(given).parameters:  # SQLAlchemy's wrapper of it wants a context
        return lambda: given(None)
    raise NotPlain
