"""The whole shop with observer_service, and people who read its page in a real Chromium."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.conftest import customer, goods, order_id
from tests.e2e.shop import Shop, open_shop
from tests.page.chromium import chromium
from tests.page.reader import Reader, Scheme

__all__ = ["customer", "goods", "order_id"]

WIDE, NARROW = (1280, 860), (360, 780)

PATIENCE = 20.0
"""Seconds within which a reader sees what is to come, where nothing else is promised."""

Welcome = Callable[..., Awaitable[Reader]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """--pictures DIRECTORY: where the pictures go; without it they are taken, and thrown away."""
    parser.addoption("--pictures", type=Path, default=None, help="keep the pictures here")


@pytest.fixture(scope="session")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """With an observer, as patient as it is by default."""
    async with open_shop(tmp_path_factory.mktemp("seen"), observer=True) as shop:
        yield shop


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all; each reader has a profile of their own."""
    expect.set_options(timeout=PATIENCE * 1000)
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def welcome(browser: Browser, shop: Shop) -> AsyncIterator[Welcome]:
    """Somebody new comes: `await welcome(NARROW, "dark")`. When they leave, they had nothing to complain of."""
    there: list[Reader] = []

    async def come(size: tuple[int, int] = WIDE, scheme: Scheme = "light", scale: float = 1) -> Reader:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            device_scale_factor=scale,
            timezone_id="UTC",
        )
        there.append(Reader(await context.new_page(), shop.stack.addresses.url_of("observer_service")))
        return there[-1]

    yield come
    for reader in there:
        await reader.page.context.close()
    assert [complaint for reader in there for complaint in reader.complaints] == []


@pytest.fixture
async def reader(welcome: Welcome) -> Reader:
    """Somebody at a screen that is wide and light."""
    return await welcome()
