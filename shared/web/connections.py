"""Connections that hold a place without asking for anything."""

import asyncio
from typing import ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, which waits for ever for headers and for the rest of a body that it answered early, and takes
    any number of headers and trailers. Here a connection is closed when they do not come, or do not end. Trailers are
    left out: uvicorn would take them for headers."""

    patience: ClassVar[float] = 10.0
    """Seconds within which headers must have come, from the connection's or the request's beginning on, and the rest of
    a body whose answer is given."""
    most: ClassVar[int] = 64 * 1024
    """Bytes that headers may have, and all else that is no body; looked at after each read of the socket, which brings
    256 KiB at most."""

    _impatience: asyncio.TimerHandle | None = None
    _in_head = False
    _bodiless = 0
    """Bytes that came since a request began, or since some of its body came."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins to wait for the first request."""
        super().connection_made(cast(asyncio.Transport, transport))
        self._be_impatient()

    def data_received(self, data: bytes) -> None:
        """Whatever comes while no answer is due must become a request, in time."""
        self._bodiless += len(data)
        super().data_received(data)
        if self._bodiless > self.most:
            self._hang_up()
        elif self._is_idle() and self._impatience is None and self.timeout_keep_alive_task is None:
            self._be_impatient()

    def on_message_begin(self) -> None:
        """Begins to wait for its headers."""
        super().on_message_begin()
        self._unset_keepalive_if_required()
        self._in_head, self._bodiless = True, 0
        self._be_impatient()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Leaves out what is a trailer."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """They are there."""
        self._in_head = False
        self._let_be()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """How much that may be, others say."""
        self._bodiless = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """When it was answered early, the connection may be kept from now on."""
        super().on_message_complete()
        if self._is_idle():
            self._let_be()
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing more."""
        self._let_be()
        super().connection_lost(exc)

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _be_impatient(self) -> None:
        self._let_be()
        self._impatience = self.loop.call_later(self.patience, self._hang_up)

    def _let_be(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None

    def _hang_up(self) -> None:
        self._let_be()
        if not self.transport.is_closing():
            self.transport.close()
