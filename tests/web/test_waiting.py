"""`GET /orders/{id}?wait=5` answers when the order ends, whoever ended it."""

import asyncio
import statistics
from collections.abc import AsyncIterator, Iterable

import httpx
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import URL, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from shared import clock
from shared.database import sessions_of
from shared.web.app import create_app
from shared.web.tokens import mint
from shared.web.waiting import PERIOD, Hub
from tests.web.conftest import SETTINGS
from tests.web.kiosk import Kiosk, Order, ended_orders, router
from tests.web.line import line_to
from tests.web.serving import serving
from tests.web.test_serving import being_served

Sessions = async_sessionmaker[AsyncSession]
TOKEN = {"Authorization": f"Bearer {mint('alice', configuration=SETTINGS)}"}


async def take_orders(sessions: Sessions, *order_ids: str) -> None:
    async with sessions.begin() as db:
        for order_id in order_ids:
            db.add(Order(order_id=order_id, customer_id="alice", status="PENDING", created_at=clock.now()))


async def complete(sessions: Sessions, order_id: str) -> None:
    """As another replica does it: only the database knows."""
    async with sessions.begin() as db:
        await db.execute(update(Order).where(Order.order_id == order_id).values(status="COMPLETED"))


async def status_after_wait(client: httpx.AsyncClient, order_id: str, seconds: float) -> str:
    answer = await client.get(f"/orders/{order_id}", params={"wait": seconds}, headers=TOKEN)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["status"])


async def until_waiting(hub: Hub, count: int) -> None:
    begin = clock.elapsed()
    while hub.waiting < count:
        assert clock.elapsed() - begin < 15, f"only {hub.waiting} wait"
        await asyncio.sleep(0.01)


async def hub_of(app: FastAPI) -> Hub:
    """The app's hub, which is made for the first who waits."""
    begin = clock.elapsed()
    while not (hubs := app.state.hubs):
        assert clock.elapsed() - begin < 10, "nobody waits"
        await asyncio.sleep(0.01)
    hub: Hub = hubs[ended_orders]
    return hub


@pytest_asyncio.fixture
async def hub(sessions: Sessions) -> AsyncIterator[Hub]:
    async def look(keys: list[str]) -> Iterable[str]:
        async with sessions() as db:
            return await ended_orders(db, keys)

    hub = Hub(look)
    yield hub
    hub.close()


async def test_a_waiter_hears_promptly_of_an_ending_that_another_replica_decided(hub: Hub, sessions: Sessions) -> None:
    names = [f"order-{number}" for number in range(10)]
    await take_orders(sessions, *names)
    delays = []
    for name in names:
        waiter = asyncio.create_task(hub.wait(name, 10))
        await until_waiting(hub, 1)
        await complete(sessions, name)
        ended = clock.elapsed()
        assert await waiter
        delays.append(clock.elapsed() - ended)
    assert statistics.median(delays) < 5 * PERIOD


async def test_who_knows_of_the_ending_can_tell_it_at_once(hub: Hub, sessions: Sessions) -> None:
    waiters = [asyncio.create_task(hub.wait("order-1", 10)) for _ in range(3)]
    other = asyncio.create_task(hub.wait("order-2", 0.3))
    await until_waiting(hub, 4)
    hub.tell("order-1")
    hub.tell("nobody's order")
    assert await asyncio.gather(*waiters) == [True, True, True]
    assert await other is False


async def test_time_runs_out_when_it_does_not_end(hub: Hub) -> None:
    begin = clock.elapsed()
    assert await hub.wait("order-1", 0.2) is False
    assert 0.2 <= clock.elapsed() - begin < 2
    assert hub.waiting == 0


async def test_a_bug_in_the_query_reaches_every_waiter_and_does_not_stay(sessions: Sessions) -> None:
    bugs = [ValueError("no such column")]

    async def look(keys: list[str]) -> Iterable[str]:
        if bugs:
            raise bugs.pop()
        return keys

    hub = Hub(look)
    answers = await asyncio.gather(hub.wait("a", 5), hub.wait("b", 5), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ValueError, ValueError]
    assert await hub.wait("c", 5)


async def test_many_who_wait_hold_no_connection(sessions: Sessions, engine: AsyncEngine) -> None:
    names = [f"order-{number}" for number in range(60)]
    await take_orders(sessions, *names)
    app = create_app(Kiosk(sessions), router=router, settings=SETTINGS)
    async with serving(app) as client, asyncio.TaskGroup() as tasks:
        answers = [tasks.create_task(status_after_wait(client, name, 30)) for name in names]
        await until_waiting(await hub_of(app), 60)
        async with asyncio.timeout(10), sessions() as one, sessions() as two:
            await asyncio.gather(one.get(Order, names[0]), two.get(Order, names[1]))
        for name in names:
            await complete(sessions, name)
    assert {answer.result() for answer in answers} == {"COMPLETED"}


async def test_who_waits_while_the_database_goes_and_comes_back_hears_the_ending(
    database: URL, sessions: Sessions
) -> None:
    await take_orders(sessions, "order-1")
    in_vain: list[Exception] = []
    async with line_to(database) as line:
        engine = create_async_engine(line.address, pool_pre_ping=True)

        async def look(keys: list[str]) -> Iterable[str]:
            try:
                async with sessions_of(engine)() as db:
                    return await ended_orders(db, keys)
            except Exception as error:
                in_vain.append(error)
                raise

        hub = Hub(look)
        waiter = asyncio.create_task(hub.wait("order-1", 30))
        await until_waiting(hub, 1)
        await line.cut()
        begin = clock.elapsed()
        while len(in_vain) < 2:
            assert clock.elapsed() - begin < 10
            await asyncio.sleep(0.02)
        await complete(sessions, "order-1")
        await line.mend()
        assert await asyncio.wait_for(waiter, 10)
        await engine.dispose()


async def test_when_the_service_stops_who_waits_is_answered_at_once(sessions: Sessions) -> None:
    await take_orders(sessions, "order-1")
    app = create_app(Kiosk(sessions), router=router, settings=SETTINGS)
    async with being_served(app) as (client, stop, server):
        answer = asyncio.create_task(status_after_wait(client, "order-1", 20))
        await until_waiting(await hub_of(app), 1)
        begin = clock.elapsed()
        stop.set()
        assert await answer == "PENDING"
        await server
        assert clock.elapsed() - begin < 2
