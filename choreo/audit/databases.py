"""The services' databases, for reading only."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from choreo.stack.addresses import Stack
from choreo.stack.members import SERVICES

Row = Any
"""A row answers to the names of its columns: row["order_id"]."""


class Databases:
    """One connection for each service, as the administrator."""

    def __init__(self, connections: dict[str, asyncpg.Connection]) -> None:
        self._connections = connections

    async def rows(self, service: str, sql: str, *arguments: Any) -> list[Row]:
        """What the query finds in that service's database."""
        return list(await self._connections[service].fetch(sql, *arguments))


@asynccontextmanager
async def open_databases(stack: Stack) -> AsyncIterator[Databases]:
    """Within it all five are open. Raises OSError or asyncpg.PostgresError when one cannot be read."""
    connections = {}
    async with AsyncExitStack() as closing:
        for service in SERVICES:
            name = urlsplit(stack.database.replace("{service}", service)).path.lstrip("/")
            address = urlsplit(stack.postgres)._replace(path=f"/{name}").geturl()
            connection = await asyncpg.connect(address, timeout=10, server_settings={"application_name": "audit"})
            closing.push_async_callback(connection.close)
            await connection.execute("set default_transaction_read_only = on")
            connections[service] = connection
        yield Databases(connections)
