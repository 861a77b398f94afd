"""A service's rows, taken apart: the rows of each order, and those that orders share."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table

from choreo.exploration.rows import INBOX, Rows, owner_in_inbox

SHARED = ""
"""The owner of rows that belong to no order: stock, coupons, products."""


def shared_tables(tables: Iterable[Table]) -> frozenset[str]:
    """Those whose key names no order."""
    return frozenset(t.name for t in tables if t.name != INBOX.name and "order_id" not in t.primary_key.columns)


class Cells:
    """Numbers for the states of one service: a state is its owners' rows, each of which has a number too. A handler
    asks for rows by their keys, so that what happens to one order can be told from its own rows and the shared ones."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._shared = shared_tables(tables)
        self._rows: list[Rows] = []
        self._number: dict[str, int] = {}
        self._states: list[dict[str, int]] = []
        self._state: dict[tuple[tuple[str, int], ...], int] = {}
        self._whole: dict[int, Rows] = {}
        self._concerning: dict[tuple[int, str], int] = {}
        self._kept: dict[int, int | None] = {}
        self._with: dict[tuple[int, int], int] = {}

    def state_of(self, rows: Rows) -> int:
        """The number of the state with these rows."""
        by_owner: dict[str, dict[str, tuple[Mapping[str, Any], ...]]] = {}
        for table, some in rows.items():
            for row in some:
                mine = by_owner.setdefault(self._owner(table, row), {})
                mine[table] = (*mine.get(table, ()), row)
        return self._numbered({owner: self._part(part) for owner, part in by_owner.items()})

    def rows(self, state: int) -> Rows:
        """All rows of that state."""
        if state not in self._whole:
            whole: dict[str, tuple[Mapping[str, Any], ...]] = {}
            for number in self._states[state].values():
                for table, rows in self._rows[number].items():
                    whole[table] = (*whole.get(table, ()), *rows)
            self._whole[state] = whole
        return self._whole[state]

    def concerning(self, state: int, order_id: str) -> int:
        """The state in which there are only the rows of that order, and the shared ones."""
        key = state, order_id
        if key not in self._concerning:
            self._concerning[key] = self._numbered(
                {owner: number for owner, number in self._states[state].items() if owner in (SHARED, order_id)}
            )
        return self._concerning[key]

    def kept(self, state: int, order_id: str) -> int | None:
        """The number of that order's own rows there, the inbox aside; None when it has none."""
        own = self._states[state].get(order_id)
        if own is None:
            return None
        if own not in self._kept:
            rows = {table: some for table, some in self._rows[own].items() if table != INBOX.name}
            self._kept[own] = self._part(rows) if rows else None
        return self._kept[own]

    def changed(self, state: int, changes: int) -> int:
        """`state`, with the rows that stand in `changes` instead of those of the same owners."""
        key = state, changes
        if key not in self._with:
            self._with[key] = self._numbered({**self._states[state], **self._states[changes]})
        return self._with[key]

    def _owner(self, table: str, row: Mapping[str, Any]) -> str:
        if table == INBOX.name:
            return owner_in_inbox(row)
        return SHARED if table in self._shared else str(row["order_id"])

    def _part(self, rows: Rows) -> int:
        key = json.dumps(rows, default=str, sort_keys=True)
        if key not in self._number:
            self._number[key] = len(self._rows)
            self._rows.append(rows)
        return self._number[key]

    def _numbered(self, parts: Mapping[str, int]) -> int:
        key = tuple(sorted(parts.items()))
        if key not in self._state:
            self._state[key] = len(self._states)
            self._states.append(dict(key))
        return self._state[key]
