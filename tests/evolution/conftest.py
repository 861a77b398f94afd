"""A club on servers of its own, for each test: its service has one name, and so one database and one group."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from choreo.embedded.servers import servers as start_servers
from tests.evolution.club import Club, open_club


@pytest.fixture
async def club(tmp_path: Path) -> AsyncIterator[Club]:
    """The first release's database and topics are made."""
    async with start_servers(tmp_path / "servers") as servers, open_club(tmp_path / "club", servers) as club:
        await club.migrate("first")
        yield club
