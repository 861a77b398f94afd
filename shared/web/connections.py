"""Connections that hold a place without asking for anything."""

import asyncio
from typing import ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, which waits for ever for headers and takes any number of them. Here a connection is closed
    when they do not come, or do not end."""

    patience: ClassVar[float] = 10.0
    """Seconds within which they must have come, from the connection's or the request's beginning on."""
    most: ClassVar[int] = 64 * 1024
    """Bytes that they may have."""

    _impatience: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins to wait for the first request."""
        super().connection_made(cast(asyncio.Transport, transport))
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Counts bytes until the headers are complete."""
        if self._impatience is not None:
            self._head += len(data)
        super().data_received(data)
        if self._impatience is not None and self._head > self.most:
            self._hang_up()

    def on_message_begin(self) -> None:
        """Begins to wait for its headers."""
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        """They are there."""
        self._let_be()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing more."""
        self._let_be()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._let_be()
        self._head = 0
        self._impatience = self.loop.call_later(self.patience, self._hang_up)

    def _let_be(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None

    def _hang_up(self) -> None:
        self._let_be()
        if not self.transport.is_closing():
            self.transport.close()
