"""Callers that hold a place and send nothing, or never end."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.types import ASGIApp

from shared.web.connections import GuardedProtocol
from shared.web.limits import BodyLimit
from shared.web.problems import Problem
from shared.web.refusals import answer_refusals
from shared.web.waiting import Hub
from tests.patience import eventually
from tests.web.serving import free_port


class Impatient(GuardedProtocol):
    """Waits for headers no longer than this, and takes no more of them."""

    patience = 0.3
    most = 8192


def reader() -> ASGIApp:
    """Reads bodies, and is impatient too."""
    app = FastAPI()

    @app.post("/")
    async def measure(request: Request) -> int:
        return len(await request.body())

    answer_refusals(app)
    app.add_middleware(BodyLimit, most=1_000_000, patience=0.3)
    return app


@asynccontextmanager
async def connection() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """To a server of that kind."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(reader(), port=port, http=Impatient, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    try:
        await eventually(lambda: _has_started(server))
        streams = await asyncio.open_connection("127.0.0.1", port)
        yield streams
        streams[1].close()
    finally:
        server.should_exit = True
        await serving


async def _has_started(server: uvicorn.Server) -> bool:
    return server.started


async def all_of(answers: asyncio.StreamReader) -> bytes:
    """Until the other side closes, which it must."""
    try:
        async with asyncio.timeout(10):
            return await answers.read()
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("begin", [b"", b"POST / HT", b"POST / HTTP/1.1\r\nHost: kiosk\r\nX-Slow: "])
async def test_headers_that_do_not_come(begin: bytes) -> None:
    async with connection() as (answers, sending):
        sending.write(begin)
        assert await all_of(answers) == b""


async def test_headers_that_do_not_end() -> None:
    async with connection() as (answers, sending):
        sending.write(b"POST / HTTP/1.1\r\nHost: kiosk\r\nX-Long: " + b"x" * 9000)
        assert await all_of(answers) == b""


async def test_a_body_that_does_not_come() -> None:
    async with connection() as (answers, sending):
        sending.write(b"POST / HTTP/1.1\r\nHost: kiosk\r\nContent-Length: 10\r\n\r\nonly")
        told = await all_of(answers)
    assert told.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in told
    assert b"did not come within 0.3 s" in told


async def test_who_keeps_a_connection_and_asks_again_is_answered() -> None:
    request = b"POST / HTTP/1.1\r\nHost: kiosk\r\nContent-Length: 4\r\n\r\nbody"
    async with connection() as (answers, sending):
        for _ in range(3):
            sending.write(request)
            async with asyncio.timeout(10):
                assert b"200 OK" in await answers.readuntil(b"\r\n\r\n")
                assert await answers.readexactly(1) == b"4"
        sending.write(request + b"POST / HTTP/1.1\r\nHost: kiosk\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
        assert (await all_of(answers)).count(b"200 OK") == 2


async def test_too_many_who_wait() -> None:
    async def nothing_ends(_: list[str]) -> Iterable[str]:
        return []

    hub = Hub(nothing_ends, most=3)
    waiting = [asyncio.create_task(hub.wait("order", 60)) for _ in range(3)]
    await asyncio.sleep(0)  # all begin
    assert hub.waiting == 3
    with pytest.raises(Problem, match="503"):
        await hub.wait("order", 60)
    hub.close()
    assert await asyncio.gather(*waiting) == [False, False, False]
    assert hub.waiting == 0
