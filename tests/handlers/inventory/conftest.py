"""Inventory's database."""

from collections.abc import AsyncIterator

import pytest

from inventory_service.app import service
from tests.handlers.databases import Sessions, migrated


@pytest.fixture(scope="session")
async def database(environment: None) -> AsyncIterator[Sessions]:
    """Sessions on inventory's own database."""
    async with migrated(service) as sessions:
        yield sessions
