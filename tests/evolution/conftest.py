"""A club for each test. Its service has one name, and so one database and one group: what it leaves is taken away."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from choreo.embedded.servers import Servers
from tests.evolution.club import Club, open_club
from tests.evolution.kafka import new_topics_deleted


@pytest.fixture
async def club(servers: Servers, tmp_path: Path) -> AsyncIterator[Club]:
    """The first release's database and topics are made."""
    async with new_topics_deleted(servers.kafka), open_club(tmp_path / "club", servers) as club:
        await club.migrate("first")
        yield club
