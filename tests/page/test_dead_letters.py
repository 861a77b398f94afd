"""A step that failed for good is named with its error, and healed from the page."""

from functools import partial

from playwright.async_api import expect

from shared import ids
from tests.e2e.goods import Goods
from tests.e2e.shop import ROOT, Json, Shop
from tests.page.reader import Reader
from tests.patience import eventually

WRONG_KEY = {"CHOREO_PAYMENT_PROVIDER_KEY": "pk_test_the_publishable_one"}
"""An operator's mistake: the provider answers 401, which no waiting mends."""
REPLAYS = 5
"""So often a dead letter may be replayed; then it is parked."""
FIND = "select id, state, replays from parked_event where value = $1 and state <> 'RETRYING'"


async def test_a_dead_letter_is_named_at_its_order_and_its_replay_from_the_page_heals_it(
    shop: Shop, goods: Goods, customer: str, reader: Reader
) -> None:
    await shop.restart("payment_service", WRONG_KEY)
    try:
        order_id = (await shop.place(customer, goods.order()))["order_id"]
        await reader.come(ROOT, f"orders/{order_id}")
        gap = reader.page.locator(".row.missing")
        await expect(gap).to_contain_text("AuthenticationError", timeout=60_000)
        await expect(gap).to_contain_text("owed by payment_service")
    finally:
        await shop.restart("payment_service")

    await expect(reader.page.locator(".letter")).to_contain_text("given up after 5 attempts")
    await reader.page.get_by_role("button", name="Replay").click()
    await expect(reader.page.locator(".summary")).to_contain_text("completed", timeout=30_000)
    await expect(gap).to_have_count(0)
    assert await shop.ending_of(customer, order_id) == "COMPLETED"


async def test_one_that_was_replayed_too_often_is_forced_only_after_a_question(shop: Shop, reader: Reader) -> None:
    nonsense = f"no event: {ids.new_id()}".encode()
    key = ids.new_id()
    await shop.wire.type("order.completed", nonsense, key)

    async def stands(state: str, replays: int) -> list[Json]:
        found = await shop.rows("inventory_service", FIND, nonsense)
        return [row for row in found if (row["state"], row["replays"]) == (state, replays)]

    [letter] = await eventually(partial(stands, "DEAD", 0))
    for replay in range(1, REPLAYS + 1):
        path = f"/dead-letters/{letter['id']}/replay"
        assert (await shop.ask(ROOT, "inventory_service", "POST", path)).status_code == 202
        await eventually(partial(stands, "PARKED" if replay == REPLAYS else "DEAD", replay))

    reader.forgive("409")
    await reader.come(ROOT, "dead-letters")
    card = reader.page.locator(".letter", has_text="order.completed at inventory_service")
    question = reader.page.get_by_role("dialog")
    await card.get_by_role("button").click()
    await expect(question).to_contain_text("replayed 5 times in vain")
    await reader.page.keyboard.press("Escape")
    await expect(question).to_have_count(0)
    assert await stands("PARKED", REPLAYS)

    await card.get_by_role("button").click()
    await question.get_by_role("button", name="Replay it all the same").click()
    await eventually(partial(stands, "PARKED", REPLAYS + 1))
    await shop.rows("inventory_service", "delete from parked_event where id = $1 returning id", letter["id"])


async def test_a_service_that_cannot_be_asked_is_named(shop: Shop, reader: Reader) -> None:
    discount = shop.stack.member("discount_service")
    await discount.hold()
    try:
        await reader.come(ROOT, "dead-letters")
        await reader.sees("discount_service could not be asked")
    finally:
        await discount.release()
