"""Payment's database."""

from collections.abc import AsyncIterator

import pytest

from payment_service.app import service
from tests.handlers.databases import Sessions, migrated


@pytest.fixture(scope="session")
async def database(environment: None) -> AsyncIterator[Sessions]:
    """Sessions on payment's own database."""
    async with migrated(service) as sessions:
        yield sessions
