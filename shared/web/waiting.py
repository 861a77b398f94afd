"""Waiting for something to end (`GET /orders/{id}?wait=5`) without holding a connection.

How a process learns of endings that another replica decided: one query for all keys that somebody waits for, each
PERIOD, on a pooled connection for that moment, and only while somebody waits. Not LISTEN/NOTIFY: it asks for a
connection of its own that must notice when PostgreSQL goes and comes back, loses what was said meanwhile, and every
NOTIFY takes a lock that lets transactions commit only one after the other. The query reads the state itself, so a
notice cannot be missed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextvars import Context
from typing import Any

from fastapi import FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shared.messaging.trouble import is_transient
from shared.web.hosted import Running
from shared.web.problems import Problem

log = logging.getLogger(__name__)

PERIOD = 0.1
"""Seconds between two looks; a waiter hears of an ending half as long after it, on average."""
LONGEST_PAUSE = 1.0
"""Seconds between two looks while the database is away."""
MOST = 2000
"""Waiters of one process. Each is a connection, and a key in every look."""
PATIENCE = 5.0
"""Seconds after which a look without an answer is given up."""

EndedOf = Callable[[AsyncSession, list[str]], Awaitable[Iterable[str]]]
"""Those of the keys that have ended."""


class Hub:
    """At most so many waiters, one looking for all of them. `look` says which of the keys have ended."""

    def __init__(self, look: Callable[[list[str]], Awaitable[Iterable[str]]], most: int = MOST) -> None:
        self._look, self._most = look, most
        self._waiters: dict[str, set[asyncio.Future[bool]]] = {}
        self.waiting = 0
        """How many wait."""
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    async def wait(self, key: str, seconds: float) -> bool:
        """True as soon as `key` has ended; False when it has not within that time, or the service stops. Raises what
        looking raised, unless that passes by itself, and Problem 503 when too many wait already."""
        if self._closed:
            return False
        if self.waiting >= self._most:
            raise Problem(
                503,
                "Temporarily unavailable",
                f"{self._most} requests wait already. Try again in 2 s, or ask without `wait`.",
                headers={"Retry-After": "2"},
            )
        told: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiters.setdefault(key, set()).add(told)
        self.waiting += 1
        if self._looking is None or self._looking.done():
            # For all who wait, so in the context of none of them.
            self._looking = asyncio.create_task(self._keep_looking(), context=Context())
        try:
            async with asyncio.timeout(seconds):
                return await told
        except TimeoutError:
            return False
        finally:
            self._forget(key, told)

    def tell(self, key: str) -> None:
        """`key` has ended: whoever waits for it hears it now. For those who know before the next look."""
        for told in self._waiters.get(key, ()):
            if not told.done():
                told.set_result(True)

    def close(self) -> None:
        """Nobody waits any longer: all waiters, and later ones, are answered False at once."""
        self._closed = True
        if self._looking:
            self._looking.cancel()
        for told in self._everybody():
            told.set_result(False)

    async def _keep_looking(self) -> None:
        pause = PERIOD
        while self._waiters:
            await asyncio.sleep(pause)
            try:
                async with asyncio.timeout(PATIENCE):
                    ended = await self._look(list(self._waiters))
            except Exception as error:
                if not is_transient(error):
                    for told in self._everybody():
                        told.set_exception(error)
                    return
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            for key in ended:
                self.tell(key)
            pause = PERIOD

    def _everybody(self) -> list[asyncio.Future[bool]]:
        return [told for waiters in self._waiters.values() for told in waiters if not told.done()]

    def _forget(self, key: str, told: asyncio.Future[bool]) -> None:
        self.waiting -= 1
        self._waiters[key].discard(told)
        if not self._waiters[key]:
            del self._waiters[key]


def hub_for(ended_of: EndedOf) -> Callable[[Request, Running], Coroutine[Any, Any, Hub]]:
    """A dependency that gives the app's hub for that query: `Endings = Annotated[Hub, Depends(hub_for(ended_orders))]`.
    serve() closes it when the service stops."""

    async def hub(request: Request, service: Running) -> Hub:
        async def look(keys: list[str]) -> Iterable[str]:
            async with service.sessions() as db:
                return await ended_of(db, keys)

        hubs: dict[EndedOf, Hub] = request.app.state.hubs
        return hubs.setdefault(ended_of, Hub(look))

    return hub


def close_hubs(app: FastAPI) -> None:
    """Answers all who wait at this app."""
    for hub in getattr(app.state, "hubs", {}).values():
        hub.close()
