"""A shop that is watched."""

from collections.abc import AsyncIterator

import pytest

from tests.e2e.conftest import customer, goods, order_id
from tests.e2e.shop import Shop, open_shop
from tests.observer.silence import prepare_silence
from tests.observer.watch import Watch

__all__ = ["customer", "goods", "order_id"]

PATIENCE = {"CHOREO_OBSERVER_PATIENCE": "1.5"}


@pytest.fixture(scope="package")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """With observer_service, and with services that can be kept from saying something about an order."""
    async with open_shop(tmp_path_factory.mktemp("watched"), PATIENCE, observer=True) as shop:
        await prepare_silence(shop)
        yield shop


@pytest.fixture
def watch(shop: Shop) -> Watch:
    """What the observer tells."""
    return Watch(shop)
