"""Readable by everybody: on a phone, in the dark, with a screen reader."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.e2e.goods import PIECES, Goods
from tests.e2e.shop import Shop
from tests.page.conftest import NARROW, WIDE, Welcome
from tests.page.reader import ROOT, Reader, Scheme

VIEWS = ("", "orders", "missing", "unexpected", "dead-letters", "token")
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
async def views(shop: Shop, goods: Goods) -> tuple[str, ...]:
    """All of them, with one order that went well and one that did not."""
    sold = (await shop.place("ada", goods.order()))["order_id"]
    short = (await shop.place("ada", goods.order(PIECES + 1)))["order_id"]
    assert await shop.ending_of("ada", sold) == "COMPLETED"
    assert await shop.ending_of("ada", short) == "out_of_stock"
    return (*VIEWS, f"orders/{sold}", f"orders/{short}")


async def open_view(reader: Reader, view: str) -> None:
    """And the first event of an order, where there is one."""
    await reader.go(view)
    await expect(reader.page.get_by_role("heading", level=1)).to_be_visible()
    await expect(reader.page.get_by_text("Looking for").or_(reader.page.get_by_text("Asking"))).to_have_count(0)
    if view.startswith("orders/"):
        await reader.event("order.created").click()
        await expect(reader.page.locator(".detail")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")])
async def test_no_view_breaks_a_rule_of_accessibility(
    welcome: Welcome, views: tuple[str, ...], size: tuple[int, int], scheme: Scheme
) -> None:
    reader = await welcome(size, scheme)
    await reader.come(ROOT)
    await reader.sees("order.created")
    for view in views:
        await open_view(reader, view)
        found = await Axe().run(reader.page)
        assert found.violations_count == 0, f"{view}: {found.generate_report()}"


async def test_a_phone_never_scrolls_sideways(welcome: Welcome, views: tuple[str, ...]) -> None:
    reader = await welcome(NARROW)
    await reader.come(ROOT)
    await reader.sees("order.created")
    for view in views:
        await open_view(reader, view)
        assert await reader.page.evaluate(SIDEWAYS) <= 0, view


async def test_light_and_dark_are_the_readers_choice(welcome: Welcome) -> None:
    papers = []
    for scheme in ("light", "dark"):
        reader = await welcome(scheme=scheme)
        await reader.come()
        colour = await reader.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        papers.append(sum(map(int, colour.removeprefix("rgb(").removesuffix(")").split(","))) / 3)
    light, dark = papers
    assert light > 200
    assert dark < 60
