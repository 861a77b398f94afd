"""Whether a service lives, and whether it can work."""

import httpx
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.web.app import create_app
from tests.web.conftest import SETTINGS
from tests.web.kiosk import Kiosk
from tests.web.serving import serving


async def test_a_service_that_misses_something_lives_but_is_not_ready(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    kiosk = Kiosk(sessions, missing=["kafka: no partitions assigned yet"])
    async with serving(create_app(kiosk, settings=SETTINGS)) as client:
        assert (await client.get("/health/live")).status_code == 200
        ready = await client.get("/health/ready")
        assert ready.status_code == 503
        assert ready.json()["missing"] == ["kafka: no partitions assigned yet"]


async def test_a_service_that_misses_nothing_is_ready(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get("/health/ready")).status_code == 200
