"""Real HTTP against an app of this process."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from shared import clock
from shared.web.serve import serve


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Serves the app on a free port while within it; yields a client for it."""
    port, stop = free_port(), asyncio.Event()
    server = asyncio.create_task(serve(app, "127.0.0.1", port, stop))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:
            await until_it_answers(client, server)
            yield client
    finally:
        stop.set()
        await server


async def until_it_answers(client: httpx.AsyncClient, server: "asyncio.Task[None]") -> None:
    """Returns when the server lives; raises what it raised, and TimeoutError after 10 s."""
    begin = clock.elapsed()
    while clock.elapsed() - begin < 10:
        if server.done():
            server.result()
        try:
            await client.get("/health/live")
        except httpx.TransportError:
            await asyncio.sleep(0.02)
        else:
            return
    raise TimeoutError("the server did not answer within 10 s")
