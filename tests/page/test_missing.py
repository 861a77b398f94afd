"""What did not happen, by name: while it is missing, and no longer."""

from playwright.async_api import expect

from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.page.reader import ROOT, Reader

SENTENCE = "inventory.reserved or inventory.rejected, owed by inventory_service, which is down"
SOON = 15.0
"""Seconds. On a machine with nothing else to do it takes less than four (docs/OBSERVER_COST.md)."""


async def test_a_service_that_is_down_owes_its_event_by_name_until_it_is_back(
    shop: Shop, goods: Goods, reader: Reader
) -> None:
    await reader.come(ROOT, "missing")
    await reader.sees("Nothing is missing")
    inventory = shop.stack.member("inventory_service")
    await inventory.hold()
    try:
        order_id = (await shop.place("ada", goods.order()))["order_id"]
        await reader.sees(SENTENCE, within=SOON)

        await reader.go("")
        await expect(reader.page.locator(".service", has_text="inventory_service")).to_contain_text("down")
        await expect(reader.page.locator(".service", has_text="inventory_service")).to_contain_text("owes 1 event")

        await reader.go(f"orders/{order_id}")
        gap = reader.page.locator(".row.missing")
        await expect(gap).to_contain_text("inventory.reserved or inventory.rejected")
        await expect(gap).to_contain_text("owed by inventory_service since")
        await expect(gap.locator(".gap")).to_have_count(1)
    finally:
        await inventory.release()

    await expect(gap).to_have_count(0, timeout=30_000)
    await expect(reader.event("inventory.reserved")).to_be_visible()
    await expect(reader.page.locator(".summary")).to_contain_text("completed")
    await reader.go("missing")
    await reader.sees("Nothing is missing")


async def test_an_event_that_nobody_owed_is_marked(shop: Shop, goods: Goods, order_id: str, reader: Reader) -> None:
    await reader.come(ROOT, "unexpected")
    await shop.wire.type("inventory.reserved", {"order_id": order_id, "items": []}, order_id)
    card = reader.page.locator(".card", has_text=order_id)
    await expect(card).to_contain_text("inventory.reserved")
    await card.get_by_role("link").click()
    await expect(reader.page.locator(".row.unexpected")).to_contain_text("Unexpected:")
