"""A service by its parts: what it hears, what it is asked, what it keeps, what it owes."""

import sys
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.events import Event
from shared.messaging.cleaning import Forget
from shared.messaging.commands import Command
from shared.messaging.expectations import Expectation
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.timers import Timer
from shared.metrics.declared import Metric

Beside = Callable[[async_sessionmaker[AsyncSession]], Coroutine[Any, Any, None]]
"""What a service does beside handling, from its start until it is cancelled. What it raises ends the service."""


class Service:
    """What an app.py puts together. Starting it is `main()`; nothing happens before."""

    def __init__(
        self,
        name: str,
        *,
        subscriptions: Subscriptions,
        tables: MetaData | None = None,
        commands: Sequence[Command[Any, Any]] = (),
        timers: Sequence[Timer] = (),
        expectations: Sequence[Expectation] = (),
        router: APIRouter | None = None,
        port: int = 0,
        forgets: Sequence[Forget] = (),
        closes: Sequence[Callable[[], Awaitable[None]]] = (),
        metrics: Sequence[Metric] = (),
        roots: Collection[type[Event]] = (),
        secrets: Collection[str] = (),
        beside: Sequence[Beside] = (),
        lacks: Callable[[], Sequence[str]] = tuple,
        own_dead_letters: bool = True,
    ) -> None:
        """`name` is also the name of its package, consumer group, database and role. Without a `port`, any free one.
        `forgets` delete what is too old to matter; `closes` are called at the end, for what gateways opened.
        `metrics` are shown on `/metrics` beside those of every service. `roots`: where a trace begins with one of these
        events, because it was typed by hand, this service exports the root; each event has one such service. `secrets`
        are settings that it needs, and that must be its own in production: "payment_provider_key". `lacks` says what
        keeps it from its work besides Kafka and its database, one sentence each. Without `own_dead_letters` its HTTP
        interface does not show any."""
        self.name, self.subscriptions, self.tables = name, subscriptions, tables
        self.commands, self.timers, self.expectations = tuple(commands), tuple(timers), tuple(expectations)
        self.router, self.port = router, port
        self.forgets, self.closes, self.metrics = tuple(forgets), tuple(closes), tuple(metrics)
        self.roots = frozenset(roots)
        self.secrets = tuple(secrets)
        self.beside, self.lacks, self.own_dead_letters = tuple(beside), lacks, own_dead_letters

    @property
    def emits(self) -> frozenset[type[Event]]:
        """All that it may say."""
        return self.subscriptions.emits.union(*(command.emits for command in self.commands))

    @property
    def events(self) -> list[type[Event]]:
        """All that it says or hears, by name."""
        return sorted(self.emits | set(self.subscriptions.handlers), key=lambda event: event.topic)

    @property
    def migrations(self) -> Path | None:
        """The folder of its migrations, if it has one."""
        spec = find_spec(self.name)
        for place in (spec and spec.submodule_search_locations) or ():
            if (folder := Path(place) / "migrations").is_dir():
                return folder
        return None

    def main(self) -> None:
        """Runs it until SIGTERM or Ctrl-C. Exit status 0 after an orderly end, 1 when something broke, 2 when its
        settings make no sense."""
        from shared.running import run_service

        sys.exit(run_service(self))
