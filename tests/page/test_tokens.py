"""Who may see what: everybody the map, customers their own orders, the administrator all."""

from datetime import timedelta

from playwright.async_api import expect

from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.page.reader import ROOT, Reader


async def test_without_a_token_there_is_only_the_map(reader: Reader) -> None:
    await reader.come()
    await expect(reader.page.get_by_role("heading", name="Choreography")).to_be_visible()
    for service in ("order_service", "inventory_service", "discount_service", "payment_service", "shipping_service"):
        await expect(reader.page.locator(".service", has_text=service)).to_contain_text("up")
    await reader.sees("Without a token only this map is shown")

    await reader.page.get_by_role("link", name="Orders").click()
    await expect(reader.page.get_by_role("heading", name="Who are you?")).to_be_visible()
    await reader.sees(".venv/bin/choreo token me --admin")
    await expect(reader.page.locator("table")).to_have_count(0)


async def test_a_token_in_the_address_is_kept_by_the_tab_and_gone_from_the_address(reader: Reader) -> None:
    await reader.come(ROOT)
    await reader.sees("root (admin)")
    assert reader.page.url == f"{reader.address}/#/"

    await reader.page.reload()
    await reader.sees("root (admin)")

    await reader.page.get_by_role("button", name="Forget the token").click()
    await reader.sees("Give a token")
    await reader.page.reload()
    await reader.sees("Give a token")


async def test_a_token_that_has_expired_is_said_in_words_and_forgotten(reader: Reader) -> None:
    reader.forgive("401")
    await reader.come(ROOT, lifetime=timedelta(minutes=-5))
    await reader.sees("The token was refused")
    await reader.sees("Give a token")
    await reader.page.reload()
    await reader.sees("Without a token only this map is shown")


async def test_a_token_can_be_pasted_and_one_that_is_none_is_refused(reader: Reader) -> None:
    reader.forgive("401")
    await reader.come(view="orders")
    await reader.page.get_by_label("Token").fill("not-one-of-ours")
    await reader.page.get_by_role("button", name="Use it").click()
    await reader.sees("The token was refused")

    await reader.page.get_by_label("Token").fill(reader.token_of(ROOT))
    await reader.page.get_by_role("button", name="Use it").click()
    await expect(reader.page.get_by_role("heading", name="Orders")).to_be_visible()


async def test_a_customer_sees_their_own_orders_and_no_dead_letters(
    shop: Shop, goods: Goods, customer: str, reader: Reader
) -> None:
    reader.forgive("404")
    reader.forgive("403")
    own = (await shop.place(customer, goods.order()))["order_id"]
    others = (await shop.place(f"not-{customer}", goods.order()))["order_id"]
    assert await shop.ending_of(f"not-{customer}", others) == "COMPLETED"

    await reader.come(customer, "orders")
    await expect(reader.row(own)).to_contain_text("completed")
    await expect(reader.page.locator("tbody tr")).to_have_count(1)

    await reader.go(f"orders/{others}")
    await reader.sees("Nothing was heard of an order")
    await reader.go("dead-letters")
    await reader.sees("admin")
