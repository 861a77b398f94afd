"""Starting and stopping the HTTP side."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared import clock
from shared.web.app import create_app
from shared.web.serve import serve
from tests.web.conftest import SETTINGS
from tests.web.kiosk import Kiosk
from tests.web.serving import free_port, until_it_answers

Sessions = async_sessionmaker[AsyncSession]


async def test_a_port_that_is_taken_is_named_with_the_remedy(sessions: Sessions) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"127.0.0.1:{port}.*CHOREO_PORT"):
            await serve(create_app(Kiosk(sessions), settings=SETTINGS), "127.0.0.1", port, asyncio.Event())


async def test_an_app_that_does_not_start_is_not_silently_away(
    sessions: Sessions, caplog: pytest.LogCaptureFixture
) -> None:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        raise RuntimeError("the schema is older than the code")
        yield

    app = create_app(Kiosk(sessions), lifespan=lifespan, settings=SETTINGS)
    with pytest.raises(RuntimeError, match="did not start"):
        await serve(app, "127.0.0.1", free_port(), asyncio.Event())
    assert "the schema is older than the code" in caplog.text


async def test_the_lifespan_surrounds_the_serving_and_the_signals_stay_the_services(sessions: Sessions) -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    seen: list[str] = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        seen.append("begun")
        yield
        seen.append("ended")

    async with being_served(create_app(Kiosk(sessions), lifespan=lifespan, settings=SETTINGS)) as (_, stop, server):
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers
        assert seen == ["begun"]
        stop.set()
        await server
    assert seen == ["begun", "ended"]


async def test_a_request_that_does_not_end_is_cut_when_the_service_stops(sessions: Sessions) -> None:
    router, began = APIRouter(), asyncio.Event()

    @router.get("/endless")
    async def never_end() -> None:
        began.set()
        await asyncio.Event().wait()

    app = create_app(Kiosk(sessions), router=router, settings=SETTINGS)
    async with being_served(app) as (client, stop, server):
        request = asyncio.create_task(client.get("/endless"))
        await asyncio.wait_for(began.wait(), 5)
        begin = clock.elapsed()
        stop.set()
        await asyncio.wait_for(server, 5)
        assert clock.elapsed() - begin < 3.5
        answer = await request
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "2"
        assert "stopping" in answer.json()["detail"]


@asynccontextmanager
async def being_served(
    app: FastAPI,
) -> AsyncIterator[tuple[httpx.AsyncClient, asyncio.Event, "asyncio.Task[None]"]]:
    port, stop = free_port(), asyncio.Event()
    server = asyncio.create_task(serve(app, "127.0.0.1", port, stop))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:
        await until_it_answers(client, server)
        yield client, stop, server
    stop.set()
    await server
