"""`python -m benchmarks.twins.dbos.serving shop-1`: an executor of that id, which takes its share of the port."""

import asyncio
import socket
import sys

import uvicorn
import uvloop
from dbos import DBOS

from benchmarks.saga.place import here
from benchmarks.twins.dbos.api import app
from benchmarks.twins.dbos.variant import SYSTEM_DATABASE
from benchmarks.twins.dbos.workflow import HEARD

_AT_ONCE = 16
"""So many workflows run in an executor; what was accepted beyond waits, and not for a connection with a time limit."""


async def serve(executor: str) -> None:
    """Until SIGTERM. What it left unfinished when it died it goes on with first."""
    DBOS(
        config={
            "name": "shop",
            "system_database_url": here().database(SYSTEM_DATABASE),
            "executor_id": executor,
            "application_version": "1",
            "log_level": "WARNING",
            "max_executor_threads": _AT_ONCE,
        }
    )
    DBOS.launch()
    await DBOS.register_queue_async(HEARD, worker_concurrency=_AT_ONCE, polling_interval_sec=0.1)
    server = _Server(uvicorn.Config(app, http="httptools", access_log=False, log_level="warning"))
    try:
        await server.serve(sockets=[_shared_port(here().http_port)])
    finally:
        await asyncio.to_thread(DBOS.destroy)


def _shared_port(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind(("127.0.0.1", port))
    return listening


class _Server(uvicorn.Server):
    """Says when it listens."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print("ready", flush=True)


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1]))
