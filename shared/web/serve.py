"""Serves an app inside the loop that already runs."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI

from shared.web.connections import GuardedProtocol
from shared.web.waiting import close_hubs

log = logging.getLogger(__name__)

GRACE = 2
"""Seconds that open requests have to end when the service stops."""


async def serve(
    app: FastAPI, host: str, port: int, stop: asyncio.Event, listening: Callable[[str, int], None] | None = None
) -> None:
    """Answers HTTP at `host:port` until `stop` is set: then waiting requests are answered at once, and others are cut
    after GRACE. `listening` is told where, as soon as it does. Touches no signal handler and logs no access. Raises
    OSError when the address cannot be had, RuntimeError when the app does not start or the server ends by itself."""
    server = _Server(
        uvicorn.Config(
            app,
            lifespan="on",
            http=GuardedProtocol,
            ws="none",
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            reset_contextvars=True,  # no request stands in the trace or the order of the one before it
            timeout_keep_alive=75,  # longer than callers and proxies keep an idle connection: none meets a closed one
            timeout_graceful_shutdown=GRACE,
        )
    )
    with _listen(host, port) as listener:
        log.info("%s is served on http://%s:%d/docs", app.title, *listener.getsockname()[:2])
        if listening:
            listening(*listener.getsockname()[:2])
        serving = asyncio.create_task(server.serve([listener]))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            close_hubs(app)
            server.should_exit = True
            stopping.cancel()
            await serving
    if not stop.is_set():
        raise RuntimeError("the HTTP interface ended by itself: the log says why")


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals to the service."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Raises RuntimeError where uvicorn would end the process."""
        try:
            await super().startup(sockets)
        except SystemExit:
            raise RuntimeError("the HTTP interface did not start: the log says why") from None


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((str(address[0]), port), family=family, backlog=2048)
    except OSError as error:
        raise OSError(
            error.errno,
            f"cannot listen on {host}:{port} ({error.strerror}): free it, or set CHOREO_HOST and CHOREO_PORT",
        ) from error
