"""A shop of our own that tells a receiver of ours what it does."""

from collections.abc import AsyncIterator

import pytest

from shared import ids
from tests.e2e.goods import Goods, put_up
from tests.e2e.shop import Shop, open_shop
from tests.tracing.receiver import Receiver, open_receiver


@pytest.fixture(scope="package")
async def receiver() -> AsyncIterator[Receiver]:
    """It takes what it is sent."""
    async with open_receiver() as receiver:
        yield receiver


@pytest.fixture(scope="package")
async def shop(receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """Its services tell the receiver everything, soon."""
    environment = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
        "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
    }
    async with open_shop(tmp_path_factory.mktemp("traced"), environment) as shop:
        yield shop


@pytest.fixture
def customer() -> str:
    """Somebody who has never ordered before."""
    return f"customer-{ids.new_id()[-12:]}"


@pytest.fixture
async def goods(shop: Shop) -> Goods:
    """A product and a coupon that no other test knows."""
    return await put_up(shop)


@pytest.fixture
def order_id() -> str:
    """Of an order that nobody has placed before."""
    return f"by-hand-{ids.new_id()[-12:]}"
