"""Real servers, started once for all tests."""

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from choreo.embedded.kafka_rehearsal import rehearse
from choreo.embedded.servers import Servers
from choreo.embedded.servers import servers as start_servers
from choreo.errors import CommandError
from choreo.stack.addresses import Stack
from tests.e2e.shop import Shop, open_shop
from tests.observed import watched

TESTS = Path(__file__).parent
# Whatever the surroundings say: hundreds of processes are started here, and would compile the same files each.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

CLOSE = pytest.StashKey[Callable[[], None]]()
SHOPS = {
    "chaos": "trouble",
    "replay": "trouble",
    "readme": "trouble",
    "away": "trouble",
    "e2e": "shop",
    "openapi": "shop",
}
"""Folders whose tests share the one shop, in two groups that take about the same time: two of three processes have one
each."""
FIRST = (
    "trouble",
    "shop",
    "exploration",
    "tracing",
    "observer",
    "security",
    "commands",
    "evolution",
    "runtime",
    "fuzzing",
)
"""What takes long begins first, so that all processes end at about the same time; but three shops do not open at once.
What lives until the end costs something all the while: so what needs the one set of servers comes late."""


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Before there are several processes: many Kafkas start. Where it cannot be, the tests that need one will say."""
    if not hasattr(session.config, "workerinput"):
        with suppress(CommandError):
            asyncio.run(rehearse())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Three processes share the tests, folder by folder, for a folder shares what its fixtures start; those of a group
    of SHOPS are as one folder. Within a folder the order stays as it was."""
    order = {group: number for number, group in enumerate(FIRST)}
    groups = {item: _group(item) for item in items}
    for item, group in groups.items():
        order.setdefault(group, len(order))
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: order[groups[item]])


def pytest_collection_finish() -> None:
    """What is there now stays: the collector need not look through it."""
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """The one shop, and who watches it, ends with the last test that uses it, not with the session: some ten processes
    that wait for something to do take a quarter of a processor."""
    group, close = _group(item), item.config.stash.get(CLOSE, None)
    if close and nextitem and group in SHOPS.values() and group != _group(nextitem):
        close()


def _group(item: pytest.Item) -> str:
    folder = item.path.relative_to(TESTS).parts[0]
    return SHOPS.get(folder, folder)


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
async def shop(request: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """The whole shop as processes on free ports, on servers of its own, until the last test that uses it."""
    # pytest has no public way to end a fixture before its scope does.
    request.config.stash[CLOSE] = partial(request._fixturedef.finish, request)
    async with open_shop(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture(scope="session")
async def observed(shop: Shop) -> AsyncIterator[Stack]:
    """The same shop, watched from when a test first asks for it."""
    async with watched(shop.stack) as stack:
        yield stack
