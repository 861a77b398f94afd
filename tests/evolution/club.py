"""The club's releases as processes."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from aiokafka import AIOKafkaProducer
from aiokafka.structs import ConsumerRecord

from choreo.embedded import postgres
from choreo.embedded.servers import Servers
from choreo.processes.ports import free_port
from choreo.processes.register import Register
from choreo.processes.server import Server
from choreo.stack.addresses import Stack
from choreo.stack.programs import Programs, url_at
from shared.web.tokens import mint
from tests.evolution.kafka import records_of, until_group_has
from tests.metrics_page import read_metrics
from tests.patience import eventually

NAME = "club_service"
RELEASES = Path(__file__).parent / "releases"
QUICK = {"CHOREO_RETRY_FIRST": "0.1", "CHOREO_OUTBOX_AGE": "1", "CHOREO_SESSION_TIMEOUT": "6"}
SAY_VERSION_1 = {"CHOREO_EMIT_MEMBER_JOINED_VERSION": "1"}

Row = dict[str, Any]


class Club:
    """One database, one consumer group, and whichever releases work there."""

    def __init__(self, programs: Programs, servers: Servers, producer: AIOKafkaProducer) -> None:
        self._programs, self.producer = programs, producer
        self._started: list[Server] = []
        self._stack = Stack(
            kafka=servers.kafka,
            postgres=servers.postgres,
            redis=servers.redis,
            database=postgres.service_address(servers.postgres_server.port),
            services={},
        )

    def process(self, release: str, **environment: str) -> Server:
        """A process of a release, to be started."""
        number = len(self._started) + 1
        own = {**QUICK, **environment, **checkout(release)}
        made = self._programs.service(self._stack, f"{release}-{number}", NAME, free_port(), own)
        self._started.append(made)
        return made

    async def started(self, release: str, **environment: str) -> Server:
        """The same, as soon as it is ready."""
        process = self.process(release, **environment)
        await process.start()
        return process

    async def migrate(self, release: str) -> None:
        """What comes before the first process of a release."""
        await self._programs.migrate(self._stack, [NAME], checkout(release))

    async def close(self) -> None:
        """Ends whatever works, and takes the database away."""
        for process in self._started:
            if process.running:
                await process.stop()
        administrator = await asyncpg.connect(self._stack.postgres)
        await administrator.execute(f"drop database if exists {NAME} with (force)")
        await administrator.close()

    async def ask_to_join(self, customer_id: str, name: str) -> None:
        """A customer's wish; its one event is `membership.requested`."""
        await self.say("membership.requested", customer_id, {"name": name})

    async def say(self, topic: str, customer_id: str, body: Row, **headers: str) -> None:
        """An event, as somebody types it."""
        value = json.dumps({"customer_id": customer_id, **body}).encode()
        told = [(name, said.encode()) for name, said in headers.items()]
        await self.producer.send_and_wait(topic, value, key=customer_id.encode(), headers=told)

    async def rows(self, sql: str, *arguments: Any) -> list[Row]:
        """What stands in the database."""
        database = await asyncpg.connect(self._stack.database.replace("{service}", NAME))
        try:
            return [dict(row) for row in await database.fetch(sql, *arguments)]
        finally:
            await database.close()

    async def said(self, topic: str) -> list[ConsumerRecord]:
        """All records of a topic so far."""
        return await records_of(self._stack.kafka, topic)

    async def until_shared_by(self, members: int) -> None:
        """So many processes have joined the group, and share the partitions."""
        await until_group_has(self._stack.kafka, NAME, members)

    async def until_it_handles(self, process: Server) -> None:
        """The process has handled something more than now."""
        before = await self._handled_by(process)

        async def more() -> bool:
            return await self._handled_by(process) > before

        await eventually(more, seconds=30, every=0.2)

    async def _handled_by(self, process: Server) -> float:
        page = await read_metrics(self._programs.http, url_at(process.port))
        return page.sum("messaging_client_consumed_messages_total")

    async def ask(self, process: Server, method: str, path: str) -> Row:
        """The administrator's request, and its answer."""
        headers = {"Authorization": f"Bearer {mint('root', admin=True)}"}
        answer = await self._programs.http.request(method, url_at(process.port) + path, headers=headers)
        return dict(answer.raise_for_status().json())


def checkout(release: str) -> dict[str, str]:
    """Where Python finds that release, and no other."""
    return {"PYTHONPATH": str(RELEASES / release)}


@asynccontextmanager
async def open_club(home: Path, servers: Servers) -> AsyncIterator[Club]:
    """Within it there is a club on these servers; nobody works there yet."""
    producer = AIOKafkaProducer(bootstrap_servers=servers.kafka)
    async with httpx.AsyncClient(timeout=10, trust_env=False) as http, producer:
        club = Club(Programs(home, Register(home / "processes.json"), http), servers, producer)
        try:
            yield club
        finally:
            await club.close()


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Within it the work goes on; what it raises is raised at the end. Afterwards nothing of it goes on."""
    task = asyncio.create_task(work)
    try:
        yield
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
