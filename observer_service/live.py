"""What changes, as it changes (server-sent events)."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.requests import Request

from observer_service.feed import MOST_MISSING, Feed, Listener
from observer_service.map import draw_map
from observer_service.missing import list_missing
from observer_service.sight import SIGHT
from observer_service.visitors import Visitor
from shared.web.hosted import Running

router = APIRouter(tags=["live"])


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
        missing = await list_missing(db, SIGHT, MOST_MISSING) if listener.all_of_it else None
    yield ServerSentEvent(event="map", raw_data=drawn)
    if missing is not None:
        yield ServerSentEvent(event="missing", raw_data=missing.model_dump_json(include={"items"}))
    while not feed.closed:
        async for event in listener.take():
            yield event
