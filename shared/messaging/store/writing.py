"""Writes what the handlers of a batch made and changed: one statement for each table and set of columns."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement, Table
from sqlalchemy.orm.attributes import instance_state

from shared.messaging.store.bulk import Names, arrays_of, insert_of, update_of
from shared.messaging.store.plain import NotPlain, plain
from shared.messaging.store.statement import Statement

_Work = Mapping[tuple[Table, Names], list[dict[str, Any]]]


def writings(added: Sequence[Any], loaded: Iterable[Any]) -> list[tuple[Statement, dict[str, list[Any]]]]:
    """New rows, then changed ones, in the order of their tables: statements and their values. Raises NotPlain for what
    is more than columns of one table (relationships, inheritance, SQL as a value)."""
    new, changed = _inserts(added), _updates(loaded)
    made = [(insert_of(*place), arrays_of(rows, place[1])) for place, rows in sorted(new.items(), key=_by_table)]
    for (table, names), rows in sorted(changed.items(), key=_by_table):
        key = tuple(column.name for column in table.primary_key)
        made.append((update_of(table, names), arrays_of(rows, (*key, *names))))
    return made


def _inserts(added: Sequence[Any]) -> _Work:
    work: defaultdict[tuple[Table, Names], list[dict[str, Any]]] = defaultdict(list)
    for row in added:
        of = plain(type(row))
        own, columns = instance_state(row).dict, of.columns
        values = {columns[name]: _value(own[name]) for name in own if name in columns}
        _fill(values, of.defaults)
        work[of.table, tuple(sorted(values))].append(values)
    return work


def _updates(loaded: Iterable[Any]) -> _Work:
    work: defaultdict[tuple[Table, Names], list[dict[str, Any]]] = defaultdict(list)
    for row in loaded:
        state = instance_state(row)
        if not state.committed_state:
            continue
        of, own = plain(type(row)), state.dict
        changed = {name: own[name] for name, old in state.committed_state.items() if own[name] != old}
        if not changed:
            continue
        values = {of.columns[name]: _value(value) for name, value in changed.items()}
        _fill(values, of.on_update)
        names = tuple(sorted(values))
        for column in of.table.primary_key:
            if column.name in values:
                raise NotPlain
            values[column.name] = own[column.key]
        work[of.table, names].append(values)
    return work


def _fill(values: dict[str, Any], makers: Mapping[str, Callable[[], Any]]) -> None:
    for name, make in makers.items():
        if name not in values:
            values[name] = make()


def _value(value: Any) -> Any:
    if isinstance(value, ClauseElement):
        raise NotPlain
    return value


def _by_table(work: tuple[tuple[Table, Names], Any]) -> tuple[str, Names]:
    (table, names), _ = work
    return table.name, names
