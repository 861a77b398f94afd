"""A shop of our own: what is done to it here (kills, forged books, a whole demo) would disturb others."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from choreo.stack.local import LocalStack
from choreo.stack.options import Options
from choreo.stack.start import local_stack


@dataclass(frozen=True)
class OpenShop:
    """A stack that runs, and the directory in which commands find it."""

    stack: LocalStack
    home: Path


@pytest.fixture(scope="package")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OpenShop]:
    """Five services, two outsiders and three servers on free ports."""
    home = tmp_path_factory.mktemp("shop")
    async with local_stack(home, Options(usual_ports=False, observer=False)) as stack:
        yield OpenShop(stack, home)
