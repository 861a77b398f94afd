"""Dead letters of all services, asked for at the services themselves, in the caller's own name."""

import asyncio
from datetime import datetime
from urllib.parse import quote

import aiohttp
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field
from pydantic_core import from_json
from sqlalchemy import select

from observer_service.answers import read_whole
from observer_service.sight import SIGHT
from observer_service.tables import HeardDeadLetter
from shared.web.auth import require_admin
from shared.web.fields import Text
from shared.web.hosted import Reading
from shared.web.problems import MEDIA_TYPE, Problem

_PATIENCE = aiohttp.ClientTimeout(total=5.0)
_MOST = 100
"""Of each service, the latest."""

router = APIRouter(prefix="/dead-letters", tags=["dead letters"], dependencies=[Depends(require_admin)])


class Letter(BaseModel):
    """A record that a service could not handle."""

    service: str
    id: str
    event: str
    order_id: str | None = None
    event_id: str
    state: str
    error: str
    attempts: int
    replays: int
    parked_at: datetime


class Silent(BaseModel):
    """A service that could not be asked."""

    service: str
    problem: str


class Letters(BaseModel):
    """What the services answered."""

    items: list[Letter] = Field(description=f"The latest {_MOST} of each service.")
    silent: list[Silent]


@router.get("")
async def list_dead_letters_of_all(request: Request, db: Reading) -> Letters:
    """Dead and parked ones of every service that has a card, the latest first."""
    services = list(SIGHT.cards.says)
    async with _asking(request) as session:
        answers = await asyncio.gather(*(_letters_of(session, service) for service in services))
    found = [letter for letters, _ in answers for letter in letters]
    parked = HeardDeadLetter.parked_id.in_([letter.id for letter in found])
    rows = await db.execute(select(HeardDeadLetter.parked_id, HeardDeadLetter.order_id).where(parked))
    orders = dict(rows.tuples().all())
    for letter in found:
        letter.order_id = orders.get(letter.id)
    return Letters(
        items=sorted(found, key=lambda one: one.parked_at, reverse=True),
        silent=[
            Silent(service=service, problem=answer[1])
            for service, answer in zip(services, answers, strict=True)
            if answer[1]
        ],
    )


@router.post("/{service}/{id}/replay", status_code=202, response_class=Response)
async def replay_at_its_service(
    request: Request, service: Text, id: Text, force: bool = Query(default=False)
) -> Response:
    """Asks the service to try it again, and passes its answer on."""
    if service not in SIGHT.cards.says:
        raise Problem(404, "Unknown service", f"There is no card of {service}; GET /map lists the services there are.")
    url = f"{_address(service)}/dead-letters/{quote(id, safe='')}/replay"
    async with _asking(request) as session:
        try:
            async with session.post(url, params={"force": str(force).lower()}, allow_redirects=False) as answer:
                body = await read_whole(answer)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as trouble:
            raise Problem(503, "Not replayed", f"{service} does not answer: {_in_words(trouble)}") from trouble
    return Response(body, answer.status, media_type=answer.content_type or MEDIA_TYPE)


def _asking(request: Request) -> aiohttp.ClientSession:
    own = {"Authorization": request.headers["authorization"]}
    return aiohttp.ClientSession(timeout=_PATIENCE, headers=own, cookie_jar=aiohttp.DummyCookieJar())


async def _letters_of(session: aiohttp.ClientSession, service: str) -> tuple[list[Letter], str]:
    """Its dead letters, or why there are none to be had."""
    try:
        asked = f"{_address(service)}/dead-letters"
        async with session.get(asked, params={"limit": str(_MOST)}, allow_redirects=False) as answer:
            if answer.status != 200:
                return [], f"it answered {answer.status}"
            told = from_json(await read_whole(answer))["items"]
        return [Letter.model_validate({**one, "service": service, "event": one["topic"]}) for one in told], ""
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError, TypeError) as trouble:
        return [], _in_words(trouble)


def _address(service: str) -> str:
    return SIGHT.well(service).address or SIGHT.cards.addresses[service][0]


def _in_words(trouble: Exception) -> str:
    return str(trouble) or ("no answer in time" if isinstance(trouble, TimeoutError) else type(trouble).__name__)
