"""A part that is away: wait, or go on without it. Nothing is dropped."""

import asyncio
import logging
import socket

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from choreo.embedded.servers import Servers
from choreo.processes.ports import free_port
from shared import ids
from shared.database import asyncpg_url, sessions_of
from shared.messaging.worker import Worker
from shared.running import RunningService
from tests.patience import eventually
from tests.runtime.conftest import Kitchen
from tests.surroundings import told


async def test_without_redis_work_goes_on_and_nothing_is_doubled(
    kitchen_of_today: Kitchen, order_id: str, servers: Servers
) -> None:
    behind = ids.new_id()
    async with kitchen_of_today.at_work():
        await servers.redis_server.kill()
        try:
            for _ in range(2):
                await kitchen_of_today.hears(order_id, "soup", event_id=f"{order_id}-event")
                await eventually(lambda: kitchen_of_today.cooked(order_id))
            await kitchen_of_today.hears(behind, "soup", key=order_id.encode())
            await eventually(lambda: kitchen_of_today.cooked(behind))
        finally:
            await servers.redis_server.start()

    assert await kitchen_of_today.cooked(order_id) == 1


async def test_without_its_database_a_service_waits_and_then_handles_all(
    kitchen_of_today: Kitchen, servers: Servers
) -> None:
    orders = [ids.new_id() for _ in range(20)]
    async with kitchen_of_today.at_work():
        await kitchen_of_today.hears(orders[0], "soup")
        await eventually(lambda: kitchen_of_today.cooked(orders[0]))
        await servers.postgres_server.kill()
        try:
            for order in orders[1:]:
                await kitchen_of_today.hears(order, "soup")
        finally:
            await servers.postgres_server.start()
        records = await kitchen_of_today.said("dish.cooked", *orders)
        parked = await kitchen_of_today.parked()

    # One that PostgreSQL's end kept from leaving the outbox may be said again, as the same event.
    assert len({dict(record.headers)["ce_id"] for record in records}) == len(orders)
    assert not parked


async def test_a_database_that_takes_calls_and_says_nothing_is_waited_for_too(
    kitchen_of_today: Kitchen, order_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    """As a machine does that was switched off: connecting ends in a TimeoutError, which has no text."""
    service = kitchen_of_today.service
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgresql://{service.name}:choreo@127.0.0.1:{silent.getsockname()[1]}/{service.name}"
        engine = create_async_engine(asyncpg_url(address), connect_args={"timeout": 0.2})
        stop = asyncio.Event()
        with caplog.at_level(logging.WARNING):
            working = asyncio.create_task(
                Worker(service.name, service.subscriptions, service.timers, sessions_of(engine)).run(stop)
            )
            await kitchen_of_today.hears(order_id, "soup")

            async def batch_and_rounds_wait() -> bool:
                told = [record for record in caplog.records if record.message.startswith("waiting for the database")]
                return working.done() or {record.module for record in told} == {"every", "patience"}

            await eventually(batch_and_rounds_wait)
            assert not working.done()
            stop.set()
            await working
        await engine.dispose()

        with told(CHOREO_DATABASE=address):
            running = RunningService(service)
            assert "database: TimeoutError" in await running.missing()
            await running.engine.dispose()


async def test_a_service_that_still_waits_for_its_database_ends_when_it_is_asked_to(
    kitchen_of_today: Kitchen, caplog: pytest.LogCaptureFixture
) -> None:
    service, stop = kitchen_of_today.service, asyncio.Event()
    with told(CHOREO_DATABASE=f"postgresql://{service.name}:choreo@127.0.0.1:{free_port()}/{service.name}"):
        serving = asyncio.create_task(RunningService(service).serve(stop))

        async def waits() -> bool:
            return any("waiting for the database" in line for line in caplog.messages)

        await eventually(waits)
        stop.set()
        async with asyncio.timeout(30):
            await serving
