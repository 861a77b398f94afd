"""Callers that hold a place and send nothing, or never end."""

import asyncio
import json
import re
import socket
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
    """Waits for headers, and for what nobody reads, no longer than this."""

    patience = 0.3


class Strict(GuardedProtocol):
    """Waits long, and takes no more headers than this."""

    patience = 60
    most = 8192


def reader(patience: float) -> ASGIApp:
    """Reads bodies that come within `patience`, and answers in its own time."""
    app = FastAPI()

    @app.post("/")
    async def measure(request: Request) -> int:
        return len(await request.body())

    @app.post("/headers")
    async def show_headers(request: Request) -> list[str]:
        await request.body()
        return request.headers.keys()

    @app.post("/slow")
    async def take_longer() -> None:
        await asyncio.sleep(2 * Impatient.patience)

    answer_refusals(app)
    app.add_middleware(BodyLimit, most=1_000_000, patience=patience)
    return app


@asynccontextmanager
async def connection(
    begin: bytes, http: type[GuardedProtocol] = Impatient, patience: float = 0.3
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """To a server of that kind, whom `begin` awaits when it accepts: no pause of this process comes between."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(reader(patience), port=port, http=http, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    try:
        await eventually(lambda: _has_started(server))
        caller = socket.create_connection(("127.0.0.1", port))
        caller.sendall(begin)
        streams = await asyncio.open_connection(sock=caller)
        try:
            yield streams
        finally:
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
    except ConnectionError:
        return b""


async def answer_to(answers: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Head and body of the next answer."""
    async with asyncio.timeout(10):
        head = await answers.readuntil(b"\r\n\r\n")
        [length] = re.findall(rb"content-length: (\d+)", head)
        return head, await answers.readexactly(int(length))


@pytest.mark.parametrize("begin", [b"", b"POST / HT", b"POST / HTTP/1.1\r\nHost: kiosk\r\nX-Slow: "])
async def test_headers_that_do_not_come(begin: bytes) -> None:
    async with connection(begin) as (answers, _):
        assert await all_of(answers) == b""


ENDLESS = pytest.mark.parametrize(
    "endless",
    [pytest.param(b"X-Long: " + b"x" * 400_000, id="one"), pytest.param(b"X-Many: x\r\n" * 40_000, id="many")],
)
"""More than one read of a socket brings."""


@ENDLESS
async def test_headers_that_do_not_end(endless: bytes) -> None:
    async with connection(b"POST / HTTP/1.1\r\nHost: kiosk\r\n", Strict) as (answers, sending):
        sending.write(endless)
        assert await all_of(answers) == b""


CHUNKED = b"POST %s HTTP/1.1\r\nHost: kiosk\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n"


@ENDLESS
@pytest.mark.parametrize("path", [b"/", b"/nowhere"])
async def test_trailers_that_do_not_end(path: bytes, endless: bytes) -> None:
    async with connection(CHUNKED % path, Strict, patience=60) as (answers, sending):
        sending.write(endless)
        assert b"200 OK" not in await all_of(answers)


async def test_trailers_are_no_headers() -> None:
    async with connection(CHUNKED % b"/headers" + b"X-Forwarded-For: 192.0.2.1\r\n\r\n") as (answers, _):
        head, body = await answer_to(answers)
    assert b"200 OK" in head
    assert json.loads(body) == ["host", "transfer-encoding"]


async def test_a_body_that_does_not_come() -> None:
    async with connection(b"POST / HTTP/1.1\r\nHost: kiosk\r\nContent-Length: 10\r\n\r\nonly") as (answers, _):
        told = await all_of(answers)
    assert told.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in told
    assert b"did not come within 0.3 s" in told


@pytest.mark.parametrize(
    ("request_line", "status", "more"),
    [
        (b"POST /nowhere HTTP/1.1\r\nContent-Length: 1000", b"404", b"a little"),
        (b"POST / HTTP/1.1\r\nContent-Length: 2000000", b"413", b"a little"),
        (b"POST / HTTP/1.1\r\nContent-Length: 0", b"200", b"\r\n"),
    ],
)
async def test_what_comes_after_the_answer_and_does_not_end(request_line: bytes, status: bytes, more: bytes) -> None:
    async with connection(request_line + b"\r\nHost: kiosk\r\n\r\n") as (answers, sending):
        head, _ = await answer_to(answers)
        assert status in head
        sending.write(more)
        assert await all_of(answers) == b""


async def test_a_body_that_ends_after_its_answer_keeps_the_connection() -> None:
    async with connection(b"POST /nowhere HTTP/1.1\r\nHost: kiosk\r\nContent-Length: 20000\r\n\r\n", Strict) as (
        answers,
        sending,
    ):
        assert b"404" in (await answer_to(answers))[0]
        for _ in range(2):
            sending.write(b"x" * 10_000)
            await sending.drain()
        sending.write(b"POST / HTTP/1.1\r\nHost: kiosk\r\nContent-Length: 2\r\n\r\nok")
        assert (await answer_to(answers))[1] == b"2"


async def test_an_answer_may_take_longer_than_its_headers() -> None:
    async with connection(b"POST /slow HTTP/1.1\r\nHost: kiosk\r\nContent-Length: 0\r\n\r\n") as (answers, _):
        assert b"200 OK" in (await answer_to(answers))[0]


async def test_who_keeps_a_connection_and_asks_again_is_answered() -> None:
    request = b"POST / HTTP/1.1\r\nHost: kiosk\r\nX-Long: " + b"x" * 3000 + b"\r\nContent-Length: 4\r\n\r\nbody"
    async with connection(request, Strict) as (answers, sending):
        for _ in range(3):
            assert (await answer_to(answers))[1] == b"4"
            sending.write(request)
        sending.write(b"POST / HTTP/1.1\r\nHost: kiosk\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
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
