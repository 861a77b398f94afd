"""Orders, as they are placed and end while somebody looks."""

from playwright.async_api import expect

from tests.e2e.goods import PIECES, Goods
from tests.e2e.shop import Shop
from tests.page.reader import ROOT, Reader


async def test_an_order_appears_and_completes_without_a_reload(shop: Shop, goods: Goods, reader: Reader) -> None:
    await reader.come(ROOT, "orders")
    order_id = (await shop.place("ada", goods.order()))["order_id"]
    await expect(reader.row(order_id)).to_contain_text("completed")
    await expect(reader.row(order_id)).to_contain_text("EUR 14.00")


async def test_the_list_does_not_move_below_somebody_who_points_at_it(shop: Shop, goods: Goods, reader: Reader) -> None:
    first = (await shop.place("ada", goods.order()))["order_id"]
    await reader.come(ROOT, "orders")
    await reader.row(first).hover()
    second = (await shop.place("ada", goods.order()))["order_id"]

    new = reader.page.get_by_role("button", name="Show 1 new")
    await expect(new).to_be_visible(timeout=20_000)
    await expect(reader.page.locator("tbody tr").first).to_contain_text(first[-12:])
    await new.click()
    await expect(reader.page.locator("tbody tr").first).to_contain_text(second[-12:])


async def test_orders_are_found_by_how_they_ended_by_customer_and_by_id(
    shop: Shop, goods: Goods, customer: str, reader: Reader
) -> None:
    sold = (await shop.place(customer, goods.order()))["order_id"]
    short = (await shop.place(customer, goods.order(PIECES + 1)))["order_id"]
    assert await shop.ending_of(customer, short) == "out_of_stock"
    assert await shop.ending_of(customer, sold) == "COMPLETED"

    await reader.come(ROOT, "orders")
    await reader.page.get_by_label("Customer").fill(customer)
    await reader.page.get_by_label("Customer").press("Enter")
    await expect(reader.page.locator("tbody tr")).to_have_count(2)
    await reader.page.get_by_label("Reason").select_option("out_of_stock")
    await expect(reader.page.locator("tbody tr")).to_have_count(1)
    await expect(reader.row(short)).to_contain_text("out of stock")

    await reader.go("orders")
    await reader.page.get_by_label("Order begins with").fill(sold)
    await reader.page.get_by_role("button", name="Show").click()
    await expect(reader.page.locator("tbody tr")).to_have_count(1)
    await reader.page.get_by_label("stuck").check()
    await reader.sees("No order is like this now")


async def test_more_orders_than_a_page_has_come_when_asked_for(
    shop: Shop, goods: Goods, customer: str, reader: Reader
) -> None:
    bodies = [goods.event(customer, f"{customer}-{number:02}") for number in range(60)]
    for body in bodies:
        await shop.wire.type("order.created", body, body["order_id"])
    await shop.ending_of_typed(customer, bodies[-1]["order_id"])

    await reader.come(ROOT, f"orders?customer={customer}")
    await expect(reader.page.locator("tbody tr")).to_have_count(50)
    await reader.page.get_by_role("button", name="Older ones").click()
    await expect(reader.page.locator("tbody tr")).to_have_count(60)
    await reader.sees("60 orders; that is all")


async def test_what_happened_while_the_observer_was_away_is_there_when_it_is_back(
    shop: Shop, goods: Goods, reader: Reader
) -> None:
    reader.forgive("ERR_")
    await reader.come(ROOT, "orders")
    await reader.sees("live")
    observer = shop.stack.member("observer_service")
    await observer.hold()
    try:
        await reader.sees("not connected")
        order_id = (await shop.place("ada", goods.order()))["order_id"]
        assert await shop.ending_of("ada", order_id) == "COMPLETED"
    finally:
        await observer.release()
    await expect(reader.row(order_id)).to_contain_text("completed", timeout=30_000)
