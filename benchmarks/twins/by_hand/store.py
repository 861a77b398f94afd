"""A batch in two round trips: one reads the orders' rows, one writes everything, and is the transaction.

Nothing is locked in between. A row is written only at the version that was read, and an id can stand in the inbox only
once; what does not hold makes the statement fail as a whole, and the batch is done again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from benchmarks.twins.by_hand.events import Event


@dataclass(frozen=True)
class Also:
    """A statement of the same transaction. `{0}`, `{1}`, … in `sql` are its arrays. A `counted` one gives back a row
    for each that it changed, and all must have changed."""

    name: str
    sql: str
    arrays: int
    counted: bool = False


@dataclass(frozen=True)
class Table:
    """`columns` are names with types; the first is order_id, the second version."""

    name: str
    columns: Mapping[str, str]
    also: tuple[Also, ...] = ()

    @property
    def read(self) -> str:
        return f"select {', '.join(self.columns)} from {self.name} where order_id = any($1)"

    @property
    def write(self) -> str:
        """Its parameters: ids heard, five arrays of what is said, a column each, then the others' arrays, then how many
        rows must have been written, in all and by each counted one."""
        mine = [f"${7 + i}::{type_}[]" for i, type_ in enumerate(self.columns.values())]
        changes = ", ".join(f"{name} = excluded.{name}" for name in self.columns if name != "order_id")
        parts = [
            "heard as (insert into inbox (id) select unnest($1::uuid[]))",
            "said as (insert into outbox (id, type, aggregateid, payload, traceparent)"
            " select * from unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[]))",
            f"kept as (insert into {self.name} as t ({', '.join(self.columns)}) select * from unnest({', '.join(mine)})"
            f" on conflict (order_id) do update set {changes} where t.version = excluded.version - 1 returning 1)",
        ]
        counted, next_ = ["kept"], 7 + len(mine)
        for also in self.also:
            parts.append(f"{also.name} as ({also.sql.format(*(f'${next_ + i}' for i in range(also.arrays)))})")
            next_ += also.arrays
            if also.counted:
                counted.append(also.name)
        checks = [f"must_be((select count(*) from {name}), ${next_ + i})" for i, name in enumerate(counted)]
        return f"with {', '.join(parts)} select {', '.join(checks)}"


class Store:
    """A connection with the table's two statements prepared."""

    def __init__(self, connection: asyncpg.Connection, table: Table) -> None:
        self.connection, self._table = connection, table
        self._read: Any = None
        self._write: Any = None

    @classmethod
    async def open(cls, address: str, table: Table) -> "Store":
        store = cls(await connect(address), table)
        store._read = await store.connection.prepare(table.read)
        store._write = await store.connection.prepare(table.write)
        return store

    async def read(self, order_ids: Sequence[str]) -> Sequence[asyncpg.Record]:
        """The rows that exist."""
        rows: Sequence[asyncpg.Record] = await self._read.fetch(order_ids)
        return rows

    async def write(
        self,
        heard: Sequence[str],
        said: Sequence[Event],
        rows: Sequence[Sequence[Any]],
        also: Sequence[Sequence[Sequence[Any]]],
    ) -> None:
        """Commits. Raises asyncpg.UniqueViolationError when an id was heard before, asyncpg.SerializationError when a
        row has moved."""
        events = [(e.id, e.type, e.order_id, e.body, e.traceparent) for e in said]
        columns = _turned(rows, len(self._table.columns))
        others = [array for arrays in also for array in arrays]
        counts = [len(a[0]) for a, told in zip(also, self._table.also, strict=True) if told.counted]
        await self._write.fetchrow(heard, *_turned(events, 5), *columns, *others, len(rows), *counts)

    async def unheard(self, events: Sequence[Event]) -> list[Event]:
        """Those whose ids do not stand in the inbox."""
        known = await self.connection.fetch(
            "select id::text from inbox where id = any($1::uuid[])", [event.id for event in events if event.id]
        )
        ids = {record["id"] for record in known}
        return [event for event in events if event.id not in ids]


async def connect(address: str, **settings: str) -> asyncpg.Connection:
    """Tables begin empty, and what is planned then must also be right when they are full: never a sequential scan."""
    return await asyncpg.connect(
        address, server_settings={"enable_seqscan": "off", "plan_cache_mode": "force_generic_plan", **settings}
    )


def _turned(rows: Sequence[Sequence[Any]], width: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width
