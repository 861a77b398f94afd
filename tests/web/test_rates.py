"""One caller's requests are counted, and others do not pay for them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

import httpx
import pytest_asyncio
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from choreo.embedded.servers import Servers
from shared import clock
from shared.settings import Settings
from shared.web.app import create_app
from shared.web.rates import SHARE, WINDOW
from shared.web.tokens import mint
from tests.patience import eventually
from tests.web.kiosk import Kiosk, router
from tests.web.serving import free_port, serving

Sessions = async_sessionmaker[AsyncSession]
Move = Callable[[timedelta], None]
LIMIT = 5


@pytest_asyncio.fixture
async def standing() -> AsyncIterator[Move]:
    """Time stands still at the beginning of a window, three seconds after it."""
    begin = clock.now().timestamp() // WINDOW * WINDOW
    with clock.ruled(datetime.fromtimestamp(begin + 3, clock.now().tzinfo)) as move:
        yield move


@asynccontextmanager
async def replica(sessions: Sessions, redis: str, limit: int = LIMIT) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Kiosk(sessions), router=router, settings=Settings(rate_limit=limit, redis=redis))
    async with serving(app) as client:
        yield client


@pytest_asyncio.fixture
async def kiosk(sessions: Sessions, servers: Servers, standing: Move) -> AsyncIterator[httpx.AsyncClient]:
    async with replica(sessions, servers.redis) as client:
        yield client


async def ask(client: httpx.AsyncClient, customer: str) -> httpx.Response:
    return await client.get("/orders", headers={"Authorization": f"Bearer {mint(customer)}"})


async def spend(client: httpx.AsyncClient, customer: str, limit: int = LIMIT) -> None:
    for _ in range(limit):
        assert (await ask(client, customer)).status_code == HTTPStatus.OK


async def test_too_many_requests_of_one_customer_are_refused_until_the_window_ends(
    kiosk: httpx.AsyncClient, standing: Move
) -> None:
    await spend(kiosk, "alice")
    refused = await ask(kiosk, "alice")
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "7"
    assert "More than 5 requests within 10 s. Try again in 7 s." in refused.json()["detail"]
    standing(timedelta(seconds=7))
    await spend(kiosk, "alice")


async def test_others_are_answered(kiosk: httpx.AsyncClient) -> None:
    await spend(kiosk, "bob")
    assert (await ask(kiosk, "bob")).status_code == HTTPStatus.TOO_MANY_REQUESTS
    await spend(kiosk, "carol")
    assert (await kiosk.get("/orders")).status_code == HTTPStatus.UNAUTHORIZED


async def test_without_a_valid_token_the_address_counts(kiosk: httpx.AsyncClient) -> None:
    for number in range(LIMIT):
        answer = await kiosk.get("/orders", headers={"Authorization": f"Bearer guess-{number}"})
        assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert (await kiosk.get("/nowhere")).status_code == HTTPStatus.TOO_MANY_REQUESTS
    await spend(kiosk, "dave")


async def test_whoever_looks_after_the_service_is_not_counted(kiosk: httpx.AsyncClient) -> None:
    for _ in range(2 * LIMIT):
        for path in ("/health/live", "/health/ready", "/metrics"):
            assert (await kiosk.get(path)).status_code == HTTPStatus.OK


async def test_replicas_count_together(sessions: Sessions, servers: Servers, standing: Move) -> None:
    limit = 60  # more than the second replica is asked by itself
    async with AsyncExitStack() as both:
        first = await both.enter_async_context(replica(sessions, servers.redis, limit))
        second = await both.enter_async_context(replica(sessions, servers.redis, limit))
        await spend(first, "erin", limit)
        await eventually(lambda: is_told(servers, "erin", limit))
        asked = 0

        async def is_refused_there_too() -> bool:
            nonlocal asked
            asked += 1
            return (await ask(second, "erin")).status_code == HTTPStatus.TOO_MANY_REQUESTS

        await eventually(is_refused_there_too, every=SHARE)
        assert 1 < asked < limit
        assert (await ask(second, "grace")).status_code == HTTPStatus.OK


async def is_told(servers: Servers, customer: str, count: int) -> bool:
    """Whether Redis has been told of so many requests of that customer."""
    name = sha256(f"customer {customer}".encode()).hexdigest()[:32]
    async with Redis.from_url(servers.redis) as redis:
        return count in [int(await redis.get(key) or 0) async for key in redis.scan_iter(f"choreo:kiosk:rate:*:{name}")]


async def test_without_redis_each_counts_alone(sessions: Sessions, standing: Move) -> None:
    async with replica(sessions, f"redis://127.0.0.1:{free_port()}/0") as client:
        await spend(client, "frank")
        assert (await ask(client, "frank")).status_code == HTTPStatus.TOO_MANY_REQUESTS
