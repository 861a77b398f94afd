"""A line to PostgreSQL that can be cut and mended, as when the server goes away and comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import URL


class Line:
    """Forwards connections from its own port to the database."""

    def __init__(self, database: URL) -> None:
        self._database = database
        self._open: set[asyncio.StreamWriter] = set()
        self._forwarding: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def address(self) -> URL:
        """The database, at the end of this line."""
        return self._database.set(host="127.0.0.1", port=self.port)

    async def mend(self) -> None:
        """Takes connections, at the same port each time."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Ends every connection, and refuses new ones."""
        if self._server:
            self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.gather(*self._forwarding)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._database.host, self._database.port)
        self._open |= {writer, back}
        for source, target in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._forward(source, target))
            self._forwarding.add(task)
            task.add_done_callback(self._forwarding.discard)

    async def _forward(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                target.write(data)
                await target.drain()
        target.close()
        with suppress(OSError):
            await target.wait_closed()
        self._open.discard(target)


@asynccontextmanager
async def line_to(database: URL) -> AsyncIterator[Line]:
    """A line that is whole, and cut at the end."""
    line = Line(database)
    await line.mend()
    try:
        yield line
    finally:
        await line.cut()
