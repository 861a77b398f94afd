"""All of it, without a mouse."""

from playwright.async_api import expect

from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.page.reader import ROOT, Reader

MOST_TABS = 40
OUTLINE = """() => {
  const { activeElement, body } = document;
  return activeElement === body ? null : getComputedStyle(activeElement).outlineStyle;
}"""
"""Of what has the focus; after the last the browser's own buttons would have it."""


async def tab_to(reader: Reader, name: str) -> None:
    """Tab, until that has the focus."""
    for _ in range(MOST_TABS):
        await reader.page.keyboard.press("Tab")
        if name in await reader.focus():
            return
    raise AssertionError(f"{name} was not reached with {MOST_TABS} tabs")


async def test_from_the_address_to_an_events_payload_and_back(shop: Shop, goods: Goods, reader: Reader) -> None:
    order_id = (await shop.place("ada", goods.order()))["order_id"]
    assert await shop.ending_of("ada", order_id) == "COMPLETED"
    keyboard = reader.page.keyboard
    await reader.come(ROOT)
    await reader.sees("root (admin)")

    await tab_to(reader, "To the content")
    await tab_to(reader, "Orders")
    await keyboard.press("Enter")
    await expect(reader.row(order_id)).to_be_visible()
    assert await reader.focus() == "Orders", "the view's heading has the focus"

    await tab_to(reader, order_id)
    await keyboard.press("Enter")
    await expect(reader.event("inventory.shipped")).to_be_visible()

    await tab_to(reader, "order.created")
    await keyboard.press("ArrowDown")
    assert "order.created" not in await reader.focus()
    await keyboard.press("End")
    last = await reader.focus()
    await keyboard.press("Home")
    await keyboard.press("ArrowRight")
    assert "said by order_service" not in await reader.focus()
    await keyboard.press("ArrowLeft")
    assert "said by order_service" in await reader.focus()
    await keyboard.press("End")
    assert await reader.focus() == last

    await keyboard.press("Enter")
    await expect(reader.page.locator(".detail")).to_be_visible()
    await keyboard.press("Tab")
    await keyboard.press("Escape")
    await expect(reader.page.locator(".detail")).to_have_count(0)
    assert await reader.focus() == last, "where it was before it opened"


async def test_what_has_the_focus_is_seen_to_have_it(reader: Reader) -> None:
    await reader.come(ROOT, "orders")
    await expect(reader.page.get_by_label("Customer")).to_be_visible()
    outlines: dict[str, str | None] = {}
    while "Forget the token" not in outlines and len(outlines) < MOST_TABS:
        await reader.page.keyboard.press("Tab")
        outlines[await reader.focus()] = await reader.page.evaluate(OUTLINE)
    assert len(outlines) > 8
    assert "none" not in outlines.values(), outlines
