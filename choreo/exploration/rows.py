"""The rows of one service: written into its tables, read back, compared."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.tables import InboxEntry, table_of
from shared.service import Service

INBOX = table_of(InboxEntry)
_DEADLINE = "deadline_at"

Rows = Mapping[str, tuple[Mapping[str, Any], ...]]
"""By table, in the order of their keys."""


def tables_of(service: Service) -> list[Table]:
    """Its own, and the inbox."""
    own = service.tables.sorted_tables if service.tables is not None else []
    return [*own, INBOX]


async def write_rows(connection: AsyncConnection, tables: list[Table], rows: Rows) -> None:
    """Into tables that are empty."""
    for table in tables:
        if told := rows.get(table.name):
            await connection.execute(insert(table), [dict(row) for row in told])


async def read_rows(connection: AsyncConnection, tables: list[Table], opened: datetime) -> Rows:
    """All of them. Times are the hour of opening, so that they make no difference; but a deadline stays what it is."""
    return {
        table.name: tuple(
            {name: _timeless(name, value, opened) for name, value in row.items()}
            for row in (await connection.execute(select(table).order_by(*table.primary_key))).mappings()
        )
        for table in tables
    }


def owner_in_inbox(row: Mapping[str, Any]) -> str:
    """The order of the event that was handled (message.py makes the ids)."""
    return str(row["event_id"]).split("/")[1]


def _timeless(name: str, value: Any, opened: datetime) -> Any:
    return opened if isinstance(value, datetime) and name != _DEADLINE else value
