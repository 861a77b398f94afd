"""Asks services how they do, at the addresses on their cards."""

import asyncio
from collections.abc import Iterable

import aiohttp
from prometheus_client.parser import text_string_to_metric_families
from pydantic_core import from_json

from observer_service.answers import read_whole
from observer_service.sight import Sight, Wellness
from shared.messaging.metrics import OPEN_BREAKERS, PARKED_EVENTS
from shared.messaging.tables import RETRYING

PERIOD = 1.0
_PATIENCE = aiohttp.ClientTimeout(total=2.0)


async def ask_how_they_do(sight: Sight) -> None:
    """Keeps `wellness` true, for ever. A service is as well as the best of its addresses: an old card of one that moved
    says nothing."""
    async with aiohttp.ClientSession(timeout=_PATIENCE, cookie_jar=aiohttp.DummyCookieJar()) as session:
        while True:
            cards = sight.cards.addresses
            found = await asyncio.gather(
                *(_best(session, service, addresses, service in sight.owing) for service, addresses in cards.items())
            )
            sight.wellness = dict(zip(cards, found, strict=True))
            await asyncio.sleep(PERIOD)


async def _best(session: aiohttp.ClientSession, service: str, addresses: Iterable[str], owing: bool) -> Wellness:
    answers = await asyncio.gather(*(_ask(session, service, address, owing) for address in addresses))
    rank = {"up": 0, "unready": 1, "down": 2, "unknown": 3}
    return min(answers, key=lambda one: rank[one.state])


async def _ask(session: aiohttp.ClientSession, service: str, address: str, owing: bool) -> Wellness:
    """Whatever answers in the name of another service has taken over the address of one that is gone."""
    try:
        async with session.get(f"{address}/health/ready", allow_redirects=False) as answer:
            told = from_json(await read_whole(answer))
        if told["service"] != service:
            return Wellness("down", None, address)
        if answer.status != 200:
            return Wellness("unready", str(told["detail"])[:300], address)
        return await _measured(session, address) if owing else Wellness("up", None, address)
    except TimeoutError:
        return Wellness("unready", f"it gave no answer within {_PATIENCE.total:g} s", address)
    except (aiohttp.ClientError, OSError):
        return Wellness("down", None, address)
    except (ValueError, LookupError, TypeError, ArithmeticError) as odd:
        return Wellness("unready", f"it gave an answer that is none of a service's ({type(odd).__name__})", address)


async def _measured(session: aiohttp.ClientSession, address: str) -> Wellness:
    """Of one that owes something, also what it measures: that may be the reason."""
    async with session.get(f"{address}/metrics", allow_redirects=False) as answer:
        text = (await read_whole(answer)).decode(errors="replace")
    samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
    breakers = sorted(one.labels["party"] for one in samples if one.name == OPEN_BREAKERS.name and one.value == 1)
    retrying = sum(
        one.value for one in samples if one.name == PARKED_EVENTS.name and one.labels.get("state") == RETRYING
    )
    return Wellness("up", None, address, tuple(breakers), int(retrying))
