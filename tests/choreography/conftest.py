"""Five databases, two outsiders, and a shop for each test."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest

import payment_service.gateway as payments
import shipping_service.gateway as shipments
from choreo.embedded.servers import Servers
from shared import clock
from tests.choreography.shop import Shop
from tests.contracts.services import SERVICES
from tests.handlers.databases import Sessions, migrated
from tests.outsiders.process import OutsiderProcess
from tests.surroundings import addresses, told


@pytest.fixture(scope="package")
async def provider_process(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OutsiderProcess]:
    async with _running("payment_provider", tmp_path_factory) as process:
        yield process


@pytest.fixture(scope="package")
async def carrier_process(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OutsiderProcess]:
    async with _running("carrier", tmp_path_factory) as process:
        yield process


@pytest.fixture
async def provider(provider_process: OutsiderProcess) -> OutsiderProcess:
    """A payment provider without trouble."""
    await provider_process.trouble()
    return provider_process


@pytest.fixture
async def carrier(carrier_process: OutsiderProcess) -> OutsiderProcess:
    """A carrier without trouble."""
    await carrier_process.trouble()
    return carrier_process


@pytest.fixture(scope="session")
async def databases(servers: Servers) -> AsyncIterator[dict[str, Sessions]]:
    """Sessions on each service's own database, by service."""
    async with AsyncExitStack() as open_ones:
        with told(**addresses(servers)):
            opened = {name: await open_ones.enter_async_context(migrated(each)) for name, each in SERVICES.items()}
        yield opened


@pytest.fixture
async def shop(
    servers: Servers, databases: dict[str, Sessions], provider: OutsiderProcess, carrier: OutsiderProcess
) -> AsyncIterator[Shop]:
    """Ten pieces of tea, and a coupon of ten percent."""
    where = {"CHOREO_PAYMENT_PROVIDER": provider.url, "CHOREO_CARRIER": carrier.url, "CHOREO_OUTSIDE_TIMEOUT": "1"}
    with told(**addresses(servers), **where):
        shop = Shop(databases, provider, carrier)
        await shop.open()
        yield shop
        await payments.close()
        await shipments.close()


@pytest.fixture
def time_passes() -> Iterator[Callable[[timedelta], None]]:
    """The time stands still; what it gives moves it on."""
    with clock.ruled(clock.now()) as move:
        yield move


@asynccontextmanager
async def _running(name: str, directories: pytest.TempPathFactory) -> AsyncIterator[OutsiderProcess]:
    process = OutsiderProcess(name, directories.mktemp(name))
    await process.start()
    try:
        yield process
    finally:
        await process.close()
