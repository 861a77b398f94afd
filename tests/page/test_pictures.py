"""The README's pictures: `make pictures` keeps them."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.goods import PIECES, Goods, address
from tests.e2e.shop import Shop
from tests.page.conftest import Welcome
from tests.page.reader import ROOT, Reader

SHARP = 1.5
CUSTOMERS = ("ada", "grace", "alan", "barbara", "edsger")


@pytest.fixture
def album(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where they go."""
    return request.config.getoption("--pictures") or tmp_path


async def take(reader: Reader, path: Path, whole: bool = True) -> None:
    """What the reader sees; the whole page or the window."""
    picture = await reader.page.screenshot(path=path, full_page=whole, animations="disabled")
    assert picture.startswith(b"\x89PNG")


async def orders_of_all_kinds(shop: Shop, goods: Goods, number: int) -> list[str]:
    """Most end well, the others each in its own way. Returns the ids, when all have ended."""
    kinds = [
        goods.order(payment_method="pm_card_visa_chargeDeclined"),
        goods.order(PIECES + 1),
        goods.order(shipping_address=address("00000")),
    ]
    await shop.order("inventory_service", "POST", f"/products/{goods.sku}/restock", {"quantity": number})
    bodies = [kinds[place // 6 % len(kinds)] if place % 6 == 5 else goods.order() for place in range(number)]
    placed = []
    for place, body in enumerate(bodies):
        placed.append((await shop.place(CUSTOMERS[place % len(CUSTOMERS)], body))["order_id"])
    await asyncio.gather(*(shop.ending_of(ROOT, order_id) for order_id in placed))
    return placed


async def test_the_map_while_orders_come_in(shop: Shop, goods: Goods, welcome: Welcome, album: Path) -> None:
    wide, phone = await welcome((1280, 800), "light", SHARP), await welcome((390, 844), "dark", SHARP)
    await wide.come(ROOT)
    await phone.come(ROOT)
    await orders_of_all_kinds(shop, goods, 30)
    for reader in (wide, phone):
        row = reader.page.locator(".row", has_text="order.created")
        await expect(row).to_contain_text("/s")
        await expect(reader.page.get_by_role("list", name="Orders")).to_contain_text(re.compile(r"^\s*0 open"))
    await take(wide, album / "map.png")
    await take(phone, album / "phone.png", whole=False)


async def test_an_order_that_misses_a_step(shop: Shop, goods: Goods, welcome: Welcome, album: Path) -> None:
    reader = await welcome((1280, 560), "light", SHARP)
    inventory = shop.stack.member("inventory_service")
    await inventory.hold()
    try:
        order_id = (await shop.place("ada", goods.order()))["order_id"]
        await reader.come(ROOT, f"orders/{order_id}")
        await expect(reader.page.locator(".row.missing")).to_contain_text("inventory_service is down")
        await expect(reader.event("discount.applied")).to_be_visible()
        await take(reader, album / "missing.png", whole=False)
    finally:
        await inventory.release()
    assert await shop.ending_of("ada", order_id) == "COMPLETED"


async def test_an_order_that_was_undone(shop: Shop, goods: Goods, welcome: Welcome, album: Path) -> None:
    order_id = (await shop.place("grace", goods.order(shipping_address=address("00000"))))["order_id"]
    assert await shop.ending_of("grace", order_id) == "undeliverable"
    reader = await welcome((1280, 760), "dark", SHARP)
    await reader.come(ROOT, f"orders/{order_id}")
    for undone in ("payment.refunded", "inventory.released", "discount.released"):
        await expect(reader.event(undone)).to_be_visible()
    await take(reader, album / "undone.png", whole=False)
