"""Real servers, started once for all tests."""

import gc
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from choreo.embedded.servers import Servers
from choreo.embedded.servers import servers as start_servers
from choreo.stack.addresses import Stack
from tests.e2e.shop import Shop, open_shop
from tests.observed import watched

TESTS = Path(__file__).parent
# Whatever the surroundings say: hundreds of processes are started here, and would compile the same files each.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

SHOP, OF_THE_SHOP = "shop", ("e2e", "chaos", "openapi", "readme", "replay", "away")
FIRST = ("tracing", "observer", SHOP, "security", "commands", "exploration", "evolution", "runtime", "fuzzing")
"""What takes long begins first, so that both processes end at about the same time. What lives until the end costs
something all the while: so the one shop is not opened at once, and what needs the one set of servers comes late."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two processes share the tests, folder by folder, for a folder shares what its fixtures start; those that need the
    one shop are as one folder. Within a folder the order stays as it was."""
    order = {group: number for number, group in enumerate(FIRST)}
    groups = {item: SHOP if _folder(item) in OF_THE_SHOP else _folder(item) for item in items}
    for item, group in groups.items():
        order.setdefault(group, len(order))
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: order[groups[item]])


def pytest_collection_finish() -> None:
    """What is there now stays: the collector need not look through it."""
    gc.freeze()


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the exploration tried is shown, for it is what its tests are worth."""
    passed: list[pytest.TestReport] = terminalreporter.stats.get("passed", [])
    if told := [str(what) for report in passed for name, what in report.user_properties if name == "explored"]:
        terminalreporter.section("explored")
        terminalreporter.write_line("\n".join(sorted(told)))


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


@pytest.fixture(scope="session")
async def observed(shop: Shop) -> AsyncIterator[Stack]:
    """The same shop, watched from when a test first asks for it."""
    async with watched(shop.stack) as stack:
        yield stack
