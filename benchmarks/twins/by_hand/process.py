"""A service's process: its connections, its loop, and what runs beside it, until SIGTERM."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable

import uvloop

from benchmarks.saga.place import Place, here
from benchmarks.twins.by_hand.done import Done
from benchmarks.twins.by_hand.intake import Intake
from benchmarks.twins.by_hand.loop import Loop
from benchmarks.twins.by_hand.publisher import Publisher
from benchmarks.twins.by_hand.service import Service
from benchmarks.twins.by_hand.store import Store, connect

Beside = Callable[[Publisher, asyncio.TaskGroup], Awaitable[list[asyncio.Task[None]]]]


async def _run(service: Service, place: Place, beside: Beside | None) -> None:
    database = place.database(service.name)
    publisher = Publisher(place.kafka, await connect(database, synchronous_commit="off"))
    done = await Done.connect(place.redis, service.name)
    loop = Loop(service, await Store.open(database, service.table), done, publisher)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, loop.end)
    assigned = asyncio.Event()
    intake = Intake(place.kafka, service.name, service.hears, assigned.set)

    async def say_ready() -> None:
        await assigned.wait()
        print("ready", flush=True)

    async with asyncio.TaskGroup() as group:
        others = [group.create_task(publisher.clean()), group.create_task(say_ready())]
        if beside:
            others += await beside(publisher, group)
        await loop.run(intake)
        for task in others:
            task.cancel()
    publisher.finish()
    intake.close()


def run(service: Service, beside: Beside | None = None) -> None:
    """Until SIGTERM. `beside` is started before anything is heard, and says what to end with it."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    uvloop.run(_run(service, here(), beside))
