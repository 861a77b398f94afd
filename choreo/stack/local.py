"""The shop as it runs on this machine: all its members, to be started, watched, killed and started again."""

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from choreo.embedded import postgres
from choreo.embedded.servers import Servers
from choreo.processes.together import together
from choreo.stack.addresses import Place, Stack, stack_file
from choreo.stack.members import OBSERVER, OUTSIDERS, SERVICES
from choreo.stack.options import Options
from choreo.stack.ports import PortChoice
from choreo.stack.programs import Programs, url_at
from choreo.stack.supervised import Supervised


class LocalStack:
    """Starts its members in order, watches them, and keeps stack.json true. Made by `local_stack` in start.py."""

    def __init__(self, home: Path, servers: Servers, options: Options, say: Callable[[str], None]) -> None:
        self.servers = servers
        self.members: dict[str, list[Supervised]] = {}
        self.home = home
        self._options = options
        self._services = {**SERVICES, **OBSERVER} if options.observer else SERVICES
        self._say = say
        self._settled = False
        for server in servers.all:
            self.members[server.name] = [Supervised(server, say, self._write)]

    @property
    def ready(self) -> bool:
        """Whether nothing is being started again."""
        return self._settled and all(one.ready for replicas in self.members.values() for one in replicas)

    @property
    def addresses(self) -> Stack:
        """Where everything is now; what stack.json says."""
        return Stack(
            kafka=self.servers.kafka,
            postgres=self.servers.postgres,
            redis=self.servers.redis,
            database=postgres.service_address(self.servers.postgres_server.port, self._options.password),
            services={name: self._place(name) for name in self._services if name in self.members},
            payment_provider=self._place("payment_provider") if "payment_provider" in self.members else None,
            carrier=self._place("carrier") if "carrier" in self.members else None,
            ready=self.ready,
            pid=os.getpid(),
        )

    def member(self, name: str, replica: int = 0) -> Supervised:
        """A service, an outsider, or one of "kafka", "postgres", "valkey"."""
        return self.members[name][replica]

    async def restart(self, name: str, environment: Mapping[str, str] | None = None) -> None:
        """Ends all replicas of a member in order and starts them again; `environment` lasts until they end."""
        await together(*(one.hold() for one in self.members[name]))
        await together(*(one.release(environment) for one in self.members[name]))

    async def until_ready(self, within: float = 60.0) -> None:
        """Waits until every member is ready. Raises TimeoutError, naming those that are not."""
        everybody = [one for replicas in self.members.values() for one in replicas]
        try:
            async with asyncio.timeout(within):
                await together(*(one.until_ready() for one in everybody))
        except TimeoutError:
            missing = ", ".join(one.name for one in everybody if not one.ready)
            raise TimeoutError(f"not ready within {within:g} s: {missing}") from None

    async def start(self, programs: Programs, ports: PortChoice) -> None:
        """Migrates, and starts outsiders and services. Raises CannotStartError."""
        await together(*(replicas[0].start() for replicas in self.members.values()))
        if not self._options.servers_only:
            self._add_outsiders(programs, ports)
            self._say("making databases, tables and topics")
            migration = programs.migrate(self.addresses, list(self._services), self._options.environment)
            await together(migration, self._start(OUTSIDERS))
            self._add_services(programs, ports)
            self._say("starting services")
            await self._start(self._services)
        self._settled = True
        self._write()

    async def watch(self) -> None:
        """Starts again what dies, until cancelled."""
        await together(*(one.watch() for replicas in self.members.values() for one in replicas))

    async def stop(self) -> None:
        """Ends services, then outsiders, in order. The servers end with their own context."""
        for group in (self._services, OUTSIDERS):
            await together(*(one.hold() for name in group for one in self.members.get(name, [])))

    def _add_outsiders(self, programs: Programs, ports: PortChoice) -> None:
        stack = self.addresses
        for name, usual in OUTSIDERS.items():
            server = programs.outsider(stack, name, ports.of(name, usual), self._options.environment_for(name))
            self.members[name] = [Supervised(server, self._say, self._write)]

    def _add_services(self, programs: Programs, ports: PortChoice) -> None:
        stack = self.addresses
        for name, usual in self._services.items():
            self.members[name] = []
            for number in range(1, (self._options.replicas if name in SERVICES else 1) + 1):
                replica = name if number == 1 else f"{name}-{number}"
                port = ports.of(replica, usual) if number == 1 else ports.any()
                own = {"CHOREO_INSTANCE": replica, **self._options.environment_for(name)}
                server = programs.service(stack, replica, name, port, own)
                self.members[name].append(Supervised(server, self._say, self._write))

    async def _start(self, names: Iterable[str]) -> None:
        await together(*(self._start_one(one) for name in names for one in self.members[name]))

    async def _start_one(self, one: Supervised) -> None:
        await one.start()
        self._say(f"{one.name} is ready on {url_at(one.server.port)}")

    def _place(self, name: str) -> Place:
        replicas = self.members[name]
        return Place(
            url=url_at(replicas[0].server.port),
            urls=[url_at(one.server.port) for one in replicas],
            pids=[one.server.pid for one in replicas if one.server.running],
        )

    def _write(self) -> None:
        if self._settled:
            path = stack_file(self.home)
            scratch = path.with_suffix(".new")
            scratch.write_text(self.addresses.model_dump_json(indent=2, exclude_none=True) + "\n")
            scratch.replace(path)
