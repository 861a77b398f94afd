"""What a step changed in a service's rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from choreo.exploration.rooms import Rooms

_LEFT_OUT = frozenset({"inbox", "restock"})
_NEVER_SHOWN = frozenset({"order_id", "traceparent"})

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """Of one row: its columns by name, as they were and as they are. `new`: there was none."""

    row: str
    columns: dict[str, tuple[Any, Any]]
    new: bool


def changes_between(room: Rooms, before: int, after: int) -> list[Change]:
    """Row by row. Times are left out: here it is always the same hour."""
    was, found = _by_name(room, before), []
    for name, row in _by_name(room, after).items():
        old = was.get(name)
        columns = {
            column: (old[column] if old else None, value)
            for column, value in row.items()
            if (old[column] != value if old else bool(value)) and _is_told(column, value)
        }
        if columns:
            found.append(Change(name, columns, new=old is None))
    return found


def _by_name(room: Rooms, state: int) -> dict[str, Row]:
    rows = {}
    for table, some in room.rows(state).items():
        if table in _LEFT_OUT:
            continue
        for row in some:
            key = next(iter(row.values()))
            rows[table if "order_id" in row else f"{table} {key}"] = row
    return rows


def _is_told(column: str, value: Any) -> bool:
    return column not in _NEVER_SHOWN and not isinstance(value, datetime)
