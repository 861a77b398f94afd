"""Real servers, started once for all tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from choreo.embedded.servers import Servers
from choreo.embedded.servers import servers as start_servers
from tests.e2e.shop import Shop, open_shop


@pytest.fixture(scope="session")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Servers]:
    """PostgreSQL, Kafka and Valkey on free ports, for the whole session."""
    directory: Path = tmp_path_factory.mktemp("servers")
    async with start_servers(directory) as started:
        yield started


@pytest.fixture(scope="session")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """The whole shop as processes on free ports, on servers of its own, for the whole session."""
    async with open_shop(tmp_path_factory.mktemp("shop")) as shop:
        yield shop
