"""What changes, as it changes (server-sent events).

One look a tick for all who listen, and only while somebody does; the same look for every replica, since it is at the
database."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from starlette.requests import Request

from observer_service.map import draw_map
from observer_service.missing import list_missing
from observer_service.sight import SIGHT
from observer_service.tables import HeardOrder
from observer_service.visitors import Visitor
from shared import clock
from shared.messaging.trouble import is_transient
from shared.web.hosted import Running
from shared.web.problems import Problem

TICK = 0.5
"""Seconds."""
_MAP_EVERY = 2
"""Ticks."""
MOST = 200
"""Listeners of one process."""
_MOST_CHANGED = 200
_MOST_MISSING = 100
_OVERLAP = timedelta(seconds=2)
"""A transaction that began earlier may commit later: each look goes back so far."""

router = APIRouter(tags=["live"])


class Listener:
    """What one listener has not been sent yet; a slow one is sent the latest only."""

    def __init__(self, all_of_it: bool) -> None:
        self.all_of_it = all_of_it
        self.map: str | None = None
        self.missing: str | None = None
        self.changed: dict[str, None] = {}
        self.news = asyncio.Event()

    async def take(self) -> AsyncIterator[ServerSentEvent]:
        """What there is to send, as soon as there is any."""
        await self.news.wait()
        self.news.clear()
        if self.missing is not None:
            yield ServerSentEvent(event="missing", raw_data=self.missing)
        if self.changed:
            ids = list(self.changed)[:_MOST_CHANGED]
            yield ServerSentEvent(event="orders", data={"changed": ids})
        if self.map is not None:
            yield ServerSentEvent(event="map", raw_data=self.map)
        self.map, self.missing, self.changed = None, None, {}


class Feed:
    """Of one app; serve() closes it when the service stops."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions
        self._listeners: set[Listener] = set()
        self._looking: asyncio.Task[None] | None = None
        self.closed = False

    def join(self, all_of_it: bool) -> Listener:
        """Raises Problem 503 when too many listen, or the service stops."""
        if self.closed or len(self._listeners) >= MOST:
            raise Problem(503, "Temporarily unavailable", f"{MOST} listen already.", headers={"Retry-After": "5"})
        listener = Listener(all_of_it)
        self._listeners.add(listener)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._keep_looking(), context=Context())
        return listener

    def leave(self, listener: Listener) -> None:
        """It is sent nothing more."""
        self._listeners.discard(listener)

    def close(self) -> None:
        """Everybody is told that there will be nothing more."""
        self.closed = True
        if self._looking:
            self._looking.cancel()
        for listener in self._listeners:
            listener.news.set()

    async def _keep_looking(self) -> None:
        since, told, tick = clock.now(), "", 0
        while self._listeners:
            try:
                now = clock.now()
                async with self._sessions() as db:
                    rows = select(HeardOrder.order_id).where(HeardOrder.changed_at > since - _OVERLAP)
                    changed = list(await db.scalars(rows.order_by(HeardOrder.changed_at.desc()).limit(_MOST_CHANGED)))
                    missing = (await list_missing(db, SIGHT, _MOST_MISSING)).model_dump_json(include={"items"})
                    drawn = (await draw_map(db, SIGHT)).model_dump_json() if tick % _MAP_EVERY == 0 else None
                since, tick = now, tick + 1
            except Exception as trouble:
                if not is_transient(trouble):
                    raise
                await asyncio.sleep(1)
                continue
            for listener in self._listeners:
                self._tell(listener, drawn, changed, missing, told)
            told = missing
            await asyncio.sleep(TICK)

    def _tell(self, listener: Listener, drawn: str | None, changed: list[str], missing: str, told: str) -> None:
        listener.map = drawn or listener.map
        if listener.all_of_it:
            listener.changed |= dict.fromkeys(changed)
            listener.missing = missing if missing != told else listener.missing
        if listener.map or listener.changed or listener.missing:
            listener.news.set()


def feed_of(request: Request, service: Running) -> Feed:
    """Of the app that is asked."""
    feed: Feed = request.app.state.hubs.setdefault(Feed, Feed(service.sessions))
    return feed


OfApp = Annotated[Feed, Depends(feed_of)]


async def join(feed: OfApp, visitor: Visitor) -> AsyncIterator[Listener]:
    """A listener, until its stream has ended. Before that begins: Problem 503 as of Feed.join."""
    listener = feed.join(visitor is not None and visitor.admin)
    try:
        yield listener
    finally:
        feed.leave(listener)


@router.get("/live", response_class=EventSourceResponse)
async def listen(
    feed: OfApp, listener: Annotated[Listener, Depends(join)], service: Running
) -> AsyncIterator[ServerSentEvent]:
    """`map`, each second. For administrators also `orders` (ids of those that changed) and `missing` (all that is
    missing, when that changes). Begins with all three."""
    async with service.sessions() as db:
        drawn = (await draw_map(db, SIGHT)).model_dump_json()
        missing = (await list_missing(db, SIGHT, _MOST_MISSING)).model_dump_json(include={"items"})
    yield ServerSentEvent(event="map", raw_data=drawn)
    if listener.all_of_it:
        yield ServerSentEvent(event="missing", raw_data=missing)
    while not feed.closed:
        async for event in listener.take():
            yield event
