"""Uvicorn, as its documentation has it fast: uvloop, httptools, no log line per request."""

import asyncio

import uvicorn
import uvloop
from fastapi import FastAPI

from benchmarks.saga.place import here


def run(app: FastAPI) -> None:
    """Until SIGTERM. Says `ready` when it listens."""
    config = uvicorn.Config(
        app, port=here().http_port, loop="uvloop", http="httptools", log_level="warning", access_log=False
    )
    uvloop.run(_serve(uvicorn.Server(config)))


async def _serve(server: uvicorn.Server) -> None:
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve())
        while not server.started and not serving.done():  # noqa: ASYNC110 (uvicorn has no event for it)
            await asyncio.sleep(0.02)
        print("ready", flush=True)
