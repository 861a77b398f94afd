"""The observer alone, with a great many orders: how fast it hears them, and how fast it answers then."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from benchmarks.observer.filling import write
from choreo.embedded.postgres import service_address
from choreo.embedded.servers import servers
from choreo.processes.ports import free_port
from choreo.processes.register import Register
from choreo.processes.server import Server
from choreo.stack.addresses import Stack
from choreo.stack.members import OBSERVER, SERVICES
from choreo.stack.programs import Programs, url_at
from shared import clock
from shared.web.tokens import mint

_TIMES = 50


@dataclass(frozen=True)
class Alone:
    """Seconds; `answers` are (median, worst) of so many questions each."""

    records: int
    hearing: float
    answers: dict[str, tuple[float, float]]


async def measure_alone(orders: int, look: Callable[[str, str], Awaitable[dict[str, tuple[float, float]]]]) -> Alone:
    """Fills Kafka, starts the observer, waits until it has heard all, and asks. `look` is given the page's address and
    an order, and measures the page."""
    with TemporaryDirectory() as home:
        async with servers(Path(home)) as started, httpx.AsyncClient(trust_env=False, timeout=60) as http:
            stack = Stack(
                kafka=started.kafka,
                postgres=started.postgres,
                redis=started.redis,
                services={},
                database=service_address(started.postgres_server.port),
            )
            register = Register(Path(home) / "observer.json")
            await asyncio.to_thread(register.claim)
            programs = Programs(Path(home), register, http)
            await programs.migrate(stack, [*SERVICES, *OBSERVER], {})
            records, order_id = await write(started.kafka, orders, seed=1)
            [name] = OBSERVER
            observer = programs.service(stack, name, name, free_port(), {})
            begun = clock.elapsed()
            await observer.start()
            try:
                await _until_heard(http, observer)
                hearing = clock.elapsed() - begun
                answers = await _ask(http, observer, order_id)
                token = mint("benchmark", admin=True)
                answers |= await look(f"{url_at(observer.port)}/#token={token}", order_id)
            finally:
                await observer.stop()
                register.release()
    return Alone(records, hearing, answers)


async def _until_heard(http: httpx.AsyncClient, observer: Server) -> None:
    while True:
        drawn = (await http.get(f"{url_at(observer.port)}/map")).json()
        if drawn["behind"] == 0 and drawn["orders"]["completed"]:
            return
        await asyncio.sleep(0.5)


async def _ask(http: httpx.AsyncClient, observer: Server, order_id: str) -> dict[str, tuple[float, float]]:
    headers = {"Authorization": f"Bearer {mint('benchmark', admin=True)}"}
    asked = {
        "the map": "/map",
        "the latest 50 orders": "/orders",
        "50 of one customer": "/orders?customer=customer-7",
        "50 that were out of stock": "/orders?reason=out_of_stock",
        "one order's timeline": f"/orders/{order_id}/timeline",
    }
    found = {}
    for what, path in asked.items():
        times = []
        for _ in range(_TIMES):
            begun = clock.elapsed()
            (await http.get(f"{url_at(observer.port)}{path}", headers=headers)).raise_for_status()
            times.append(clock.elapsed() - begun)
        found[what] = (median(times), max(times))
    return found
