"""Placing an order once, waiting for it, and finding it again."""

import asyncio
import json

from shared import clock, ids
from tests.e2e.goods import Goods
from tests.e2e.shop import Shop


async def test_an_order_that_is_sent_again_with_its_key_is_the_same_order(
    shop: Shop, goods: Goods, customer: str
) -> None:
    key = {"Idempotency-Key": ids.new_id()}
    body = goods.order(coupon_code=None)
    respelt = json.dumps(dict(reversed(body.items())), indent=4)

    first = await shop.ask(customer, "order_service", "POST", "/orders", json=body, headers=key)
    again = await shop.ask(
        customer,
        "order_service",
        "POST",
        "/orders",
        content=respelt,
        headers=key | {"Content-Type": "application/json"},
    )

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.headers["Location"] == again.headers["Location"] == f"/orders/{first.json()['order_id']}"
    assert await orders_of(shop, customer) == [first.json()["order_id"]]


async def test_ten_twins_at_once_make_one_order(shop: Shop, goods: Goods, customer: str) -> None:
    key = ids.new_id()

    twins = await asyncio.gather(*(shop.place(customer, goods.order(), **{"Idempotency-Key": key}) for _ in range(10)))

    [order_id] = {twin["order_id"] for twin in twins}
    assert await shop.ending_of(customer, order_id) == "COMPLETED"
    assert await orders_of(shop, customer) == [order_id]
    await shop.wire.until_said(order_id, "order.created", "order.completed")
    assert len(shop.wire.said_of(order_id, "order.created")) == 1


async def test_a_key_belongs_to_its_customer(shop: Shop, goods: Goods, customer: str) -> None:
    key = {"Idempotency-Key": ids.new_id()}

    mine, another_s = [await shop.place(who, goods.order(), **key) for who in (customer, f"{customer}-2")]

    assert mine["order_id"] != another_s["order_id"]


async def test_whoever_waits_hears_of_the_ending_or_how_it_stands(shop: Shop, goods: Goods, customer: str) -> None:
    async with shop.trouble("carrier", latency=1):
        order_id = (await shop.place(customer, goods.order()))["order_id"]

        before = clock.elapsed()
        early = await shop.see(customer, order_id, wait=0.2)
        waited = clock.elapsed() - before
        ended = await shop.see(customer, order_id, wait=30)
        took = clock.elapsed() - before

    assert early["status"] in ("PENDING", "PAID")
    assert waited >= 0.2
    assert ended["status"] == "COMPLETED"
    assert took < 20


async def test_customers_page_through_their_own_orders_the_newest_first(
    shop: Shop, goods: Goods, customer: str
) -> None:
    await shop.place(f"{customer}-2", goods.order())
    placed = [(await shop.place(customer, goods.order()))["order_id"] for _ in range(5)]

    pages, parameters = [], {"limit": "2"}
    while True:
        page = (await shop.ask(customer, "order_service", "GET", "/orders", params=parameters)).json()
        pages.append([order["order_id"] for order in page["items"]])
        if page["next"] is None:
            break
        parameters["cursor"] = page["next"]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [order_id for page in pages for order_id in page] == placed[::-1]


async def orders_of(shop: Shop, customer: str) -> list[str]:
    rows = await shop.rows("order_service", "select order_id from orders where customer_id = $1", customer)
    return [row["order_id"] for row in rows]
