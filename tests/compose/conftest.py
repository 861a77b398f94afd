"""The shop of a fresh clone, in containers of its own."""

import signal
from collections.abc import AsyncIterator

import pytest

from choreo.demo.shop import Shop, open_shop
from tests.compose.project import Project
from tests.readme.blocks import blocks

PIECES = 1000
"""Of each product."""


def pytest_configure() -> None:
    """SIGTERM ends the tests as Ctrl-C does: containers are removed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
async def project(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Project]:
    """Brought up by the README's own line, and removed with its data, whatever happens."""
    project = Project(tmp_path_factory.mktemp("clone"))
    try:
        await project.type(readme_line("docker compose up --build"))
        yield project
    finally:
        await project.remove()


@pytest.fixture
async def shop(project: Project) -> AsyncIterator[Shop]:
    """Products are in stock, and everybody is up."""
    await project.type("docker compose up --wait")
    async with open_shop(project.stack) as shop:
        await shop.seed(PIECES)
        yield shop


def readme_line(begin: str) -> str:
    """The README's block for bash that begins so; these are for the shop in containers."""
    [block] = [block.text for block in blocks() if block.language == "bash" and block.text.startswith(begin)]
    return block
