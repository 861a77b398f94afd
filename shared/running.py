"""A service, running: its worker and its HTTP interface in one process, from start to SIGTERM."""

import asyncio
import logging
import signal
from typing import Any

import uvloop
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shared.database import open_database, sessions_of
from shared.garbage import spare_what_stays
from shared.messaging.announcing import announce
from shared.messaging.cards import address_at, card_of
from shared.messaging.commands import Command
from shared.messaging.errors import WordingRefused
from shared.messaging.patience import until_database_answers
from shared.messaging.trouble import in_one_line
from shared.messaging.wording import check_wording
from shared.messaging.worker import Worker
from shared.migrate.schema import SchemaTooOld, check_schema
from shared.production import SettingsRefused, is_open_to_all, refuse_published_secrets
from shared.service import Service
from shared.settings import settings
from shared.telemetry.exporting import TracingMisconfigured
from shared.telemetry.instrumenting import trace_database
from shared.telemetry.logs import start_logging
from shared.telemetry.tracing import start_tracing, stop_tracing
from shared.web.app import create_app
from shared.web.serve import serve

log = logging.getLogger(__name__)


class RunningService:
    """What the HTTP interface talks to."""

    def __init__(self, service: Service) -> None:
        self.service, self.name = service, service.name
        self.engine = open_database(service.name)
        trace_database(self.engine)
        self.sessions = sessions_of(self.engine)
        self.worker = Worker(
            service.name, service.subscriptions, service.timers, self.sessions, service.forgets, service.roots
        )

    async def run(self, command: Command[..., Any], /, **arguments: Any) -> Any:
        """Runs a command in a transaction with the outbox. Raises what the command raises; then nothing is written."""
        return await self.worker.commands.run(command, **arguments)

    async def missing(self) -> list[str]:
        """What keeps it from its work, one sentence each. Redis is not needed."""
        missing = []
        if not self.worker.joined:
            missing.append(f"kafka: not yet a member of the consumer group {self.name} ({settings().kafka})")
        try:
            async with asyncio.timeout(2), self.engine.connect() as connection:
                await connection.execute(text("select 1"))
        except (SQLAlchemyError, OSError) as trouble:
            missing.append(f"database: {in_one_line(trouble)}")
        return [*missing, *self.service.lacks()]

    async def serve(self, stop: asyncio.Event) -> None:
        """Until `stop` is set, also while its database is still waited for. Raises what broke."""
        if not await self._database_is_there(stop):
            return
        told = settings()
        app = create_app(self, router=self.service.router)
        beside = [asyncio.create_task(work(self.sessions)) for work in self.service.beside]

        def listening(host: str, port: int) -> None:
            beside.append(asyncio.create_task(announce(card_of(self.service, address_at(host, port)))))

        web = asyncio.create_task(serve(app, told.host, told.port or self.service.port, stop, listening))
        work = asyncio.create_task(self.worker.run(stop))
        try:
            done, _ = await asyncio.wait([web, work, *beside], return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            await asyncio.gather(web, work)
            for task in done:
                task.result()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            for close in self.service.closes:
                await close()
            await self.engine.dispose()

    async def _database_is_there(self, stop: asyncio.Event) -> bool:
        looking = asyncio.create_task(until_database_answers(lambda: check_schema(self.engine, self.service)))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([looking, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if looking.done():
            looking.result()
            return True
        looking.cancel()
        await asyncio.wait([looking])
        await self.engine.dispose()
        return False


def run_service(service: Service) -> int:
    """The exit status of a whole life."""
    start_logging(service.name)
    try:
        refuse_published_secrets(service, settings())
        check_wording(service.emits, frozenset(service.subscriptions.handlers))
        start_tracing(service.name)
    except (ValidationError, SettingsRefused, WordingRefused, TracingMisconfigured) as nonsense:
        log.error("%s will not start: %s", service.name, nonsense)
        return 2
    if is_open_to_all(settings()):
        log.warning("%s runs for development: whoever reaches it can make a token that it accepts", service.name)
    spare_what_stays()
    try:
        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())  # Faust's thread makes a loop of its own
        return asyncio.run(_live(service))
    finally:
        stop_tracing()


async def _live(service: Service) -> int:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    try:
        await RunningService(service).serve(stop)
    except SchemaTooOld as old:
        log.error("%s", old)
        return 1
    except Exception:
        log.exception("%s ends; what it held is handled again at the next start", service.name)
        return 1
    return 0
