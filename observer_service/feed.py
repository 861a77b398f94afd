"""What has changed, for all who listen to it.

One look a tick for all of them, and only while somebody does; the same look for every replica, since it is at the
database."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextvars import Context
from datetime import datetime, timedelta

from fastapi.sse import ServerSentEvent
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from observer_service.map import draw_map
from observer_service.missing import list_missing
from observer_service.sight import SIGHT
from observer_service.tables import HeardOrder
from shared import clock
from shared.messaging.trouble import is_transient
from shared.web.problems import Problem

TICK = 0.5
"""Seconds."""
_MAP_EVERY = 2
"""Ticks."""
MOST = 200
"""Listeners of one process."""
MOST_MISSING = 100
_MOST_CHANGED = 200
_OVERLAP = timedelta(seconds=2)
"""A transaction that began earlier may commit later: each look goes back so far."""

log = logging.getLogger(__name__)


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
        drawn, missing, changed = self.map, self.missing, self.changed
        self.map, self.missing, self.changed = None, None, {}
        if missing is not None:
            yield ServerSentEvent(event="missing", raw_data=missing)
        if changed:
            yield ServerSentEvent(event="orders", data={"changed": list(changed)[:_MOST_CHANGED]})
        if drawn is not None:
            yield ServerSentEvent(event="map", raw_data=drawn)


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
        seen: dict[str, datetime] = {}
        while self._listeners:
            try:
                now = clock.now()
                async with self._sessions() as db:
                    latest = await _changed_since(db, since - _OVERLAP)
                    missing = (await list_missing(db, SIGHT, MOST_MISSING)).model_dump_json(include={"items"})
                    drawn = (await draw_map(db, SIGHT)).model_dump_json() if tick % _MAP_EVERY == 0 else None
            except Exception as trouble:
                log.warning("nothing live for a moment: %r", trouble, exc_info=not is_transient(trouble))
                await asyncio.sleep(1)
                continue
            changed = [order_id for order_id, at in latest.items() if seen.get(order_id) != at]
            since, tick, seen = now, tick + 1, latest
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


async def _changed_since(db: AsyncSession, moment: datetime) -> dict[str, datetime]:
    """Orders, and when: the latest _MOST_CHANGED."""
    rows = select(HeardOrder.order_id, HeardOrder.changed_at).where(HeardOrder.changed_at > moment)
    found = await db.execute(rows.order_by(HeardOrder.changed_at.desc()).limit(_MOST_CHANGED))
    return dict(found.tuples().all())
