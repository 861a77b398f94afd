"""One order as lanes over time."""

import asyncio
import json

from playwright.async_api import expect

from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.e2e.wire import GOOD_ENDING
from tests.page.reader import ROOT, Reader

MANY = 1000


async def test_an_order_that_went_well_shows_each_event_by_its_speaker_and_for_its_hearers(
    shop: Shop, goods: Goods, reader: Reader
) -> None:
    order_id = (await shop.place("ada", goods.order()))["order_id"]
    await reader.come(ROOT, f"orders/{order_id}")
    await expect(reader.page.locator("button.event")).to_have_count(len(GOOD_ENDING))
    shown = await reader.page.locator("button.event").all_text_contents()
    assert {text.split(",")[0] for text in shown} == set(GOOD_ENDING)
    assert "order.completed, said by order_service, heard by inventory_service" in shown


async def test_an_event_opens_to_its_payload_its_headers_and_its_place(
    shop: Shop, goods: Goods, reader: Reader
) -> None:
    order_id = (await shop.place("ada", goods.order(quantity=2)))["order_id"]
    assert await shop.ending_of("ada", order_id) == "COMPLETED"
    await reader.come(ROOT, f"orders/{order_id}")
    await reader.event("payment.requested").click()
    opened = reader.page.locator(".detail")
    body = json.loads(await opened.locator("pre").inner_text())
    assert (body["order_id"], body["amount"], body["currency"]) == (order_id, 2800, "EUR")
    await expect(opened).to_contain_text("urn:choreo:payment.requested:1")
    await expect(opened).to_contain_text("traceparent")


async def test_an_order_typed_by_hand_begins_on_a_lane_of_its_own(
    shop: Shop, goods: Goods, order_id: str, reader: Reader
) -> None:
    await reader.come(ROOT)
    await shop.wire.type("order.created", goods.event("ada", order_id), order_id)
    assert await shop.ending_of_typed("ada", order_id) == "COMPLETED"
    await reader.go(f"orders/{order_id}")
    await expect(reader.page.get_by_role("list", name="Lanes").get_by_role("listitem").first).to_have_text("by hand")
    await reader.event("order.created").click()
    await reader.sees("None: it was typed by hand.")


async def test_an_order_with_a_thousand_events_is_read_like_any_other(
    shop: Shop, order_id: str, reader: Reader
) -> None:
    bodies = [{"order_id": order_id, "amount": 1, "currency": "EUR", "reference": str(one)} for one in range(MANY)]
    await asyncio.gather(*(shop.wire.type("payment.refunded", body, order_id) for body in bodies))
    await reader.come(ROOT, f"orders/{order_id}")
    await expect(reader.page.locator("button.event")).to_have_count(MANY, timeout=60_000)
    await reader.event("payment.refunded").first.press("End")
    await reader.page.keyboard.press("Enter")
    await expect(reader.page.locator(".event-row").last.locator(".detail")).to_be_in_viewport()


async def test_its_sequence_diagram_can_be_copied(shop: Shop, goods: Goods, reader: Reader) -> None:
    order_id = (await shop.place("ada", goods.order()))["order_id"]
    assert await shop.ending_of("ada", order_id) == "COMPLETED"
    await reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await reader.come(ROOT, f"orders/{order_id}")
    await expect(reader.event("inventory.shipped")).to_be_visible()
    await reader.page.get_by_role("button", name="Copy").click()
    await reader.sees("Copied.")
    copied = await reader.page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("sequenceDiagram")
    assert copied == await reader.page.locator(".diagram pre").inner_text()
