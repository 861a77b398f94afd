"""The two outsiders as real processes, and the gateways pointed at them."""

from collections.abc import AsyncIterator

import pytest

import payment_service.gateway as payments
import shipping_service.gateway as shipments
from tests.outsiders.environment import environment
from tests.outsiders.process import OutsiderProcess


@pytest.fixture(scope="package")
async def provider_process(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OutsiderProcess]:
    process = OutsiderProcess("payment_provider", tmp_path_factory.mktemp("provider"))
    await process.start()
    yield process
    await process.close()


@pytest.fixture(scope="package")
async def carrier_process(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OutsiderProcess]:
    process = OutsiderProcess("carrier", tmp_path_factory.mktemp("carrier"))
    await process.start()
    yield process
    await process.close()


@pytest.fixture
async def provider(provider_process: OutsiderProcess) -> AsyncIterator[OutsiderProcess]:
    """A payment provider without trouble, which payment_service's gateway calls."""
    await provider_process.trouble()
    with environment(payment_provider=provider_process.url):
        yield provider_process
        await payments.close()


@pytest.fixture
async def carrier(carrier_process: OutsiderProcess) -> AsyncIterator[OutsiderProcess]:
    """A carrier without trouble, which shipping_service's gateway calls."""
    await carrier_process.trouble()
    with environment(carrier=carrier_process.url):
        yield carrier_process
        await shipments.close()
