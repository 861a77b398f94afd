"""A request that is refused gets a problem document that names the field and the remedy, and nothing is written."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from shared import ids
from tests.e2e.goods import Goods
from tests.e2e.shop import Json, Shop
from tests.patience import eventually


def line(**changes: Any) -> Json:
    """An order whose line differs so."""
    return {"line": changes}


def problem_in(answer: httpx.Response, status: int) -> Json:
    """The problem document, which has that status."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: Json = answer.json()
    assert problem["status"] == status
    assert problem["type"]
    assert problem["title"]
    assert problem["detail"]
    return problem


def assert_names(problem: Json, field: str, remedy: str) -> None:
    """That the field stands there with its remedy."""
    error = problem["errors"][0]
    assert error["field"] == field
    assert error["problem"]
    assert remedy in error["remedy"]


async def written(shop: Shop) -> Json:
    """What order_service has written, at rest: other tests' orders may still be on their way."""

    async def is_at_rest() -> bool:
        under_way = "select 1 from outbox union all select 1 from orders where status in ('PENDING', 'PAID') limit 1"
        return not await shop.rows("order_service", under_way)

    await eventually(is_at_rest)
    [counts] = await shop.rows(
        "order_service",
        "select (select count(*) from orders) orders, (select count(*) from idempotency_key) keys, "
        "(select last_value from outbox_seq_seq) said",
    )
    return counts


@pytest.fixture
async def nothing_is_written(shop: Shop, goods: Goods) -> AsyncIterator[None]:
    """What the test sends leaves no order, no message and no key."""
    before = await written(shop)
    yield
    assert await written(shop) == before


@pytest.mark.parametrize(
    ("wish", "field", "remedy"),
    [
        pytest.param(line(sku="no-such-tea"), "items[0].sku", "GET /products", id="an unknown product"),
        pytest.param(line(quantity=0), "items[0].quantity", "1 to 10000", id="quantity 0"),
        pytest.param(line(quantity=-1), "items[0].quantity", "1 to 10000", id="a negative quantity"),
        pytest.param(line(quantity=10**9), "items[0].quantity", "1 to 10000", id="quantity 10^9"),
        pytest.param(line(unit_price=1), "items[0].unit_price", "Leave it out", id="a price of their own"),
        pytest.param(line(sku="te\0a"), "items[0].sku", "letters", id="a NUL in a SKU"),
        pytest.param({"items": []}, "items", "at least 1", id="an empty list"),
        pytest.param({"items": 1000}, "items", "at most 100", id="1,000 items"),
        pytest.param({"gift": True}, "gift", "Leave it out", id="an unknown field"),
        pytest.param({"payment_method": "pm_card\0_visa"}, "payment_method", "printable", id="a NUL in a text"),
        pytest.param({"coupon_code": "TEN\0"}, "coupon_code", "letters", id="a NUL in a coupon"),
        pytest.param({"shipping_address": {}}, "shipping_address.name", "Add it", id="an empty address"),
    ],
)
@pytest.mark.usefixtures("nothing_is_written")
async def test_a_field_that_is_refused_is_named(
    shop: Shop, goods: Goods, customer: str, wish: Json, field: str, remedy: str
) -> None:
    body = goods.order()
    [good_line] = body["items"]
    body |= {"items": [{**good_line, **wish["line"]}]} if "line" in wish else wish
    if isinstance(body["items"], int):
        body["items"] = [good_line] * body["items"]

    answer = await shop.ask(
        customer, "order_service", "POST", "/orders", json=body, headers={"Idempotency-Key": ids.new_id()}
    )

    assert_names(problem_in(answer, 422), field, remedy)


@pytest.mark.parametrize(
    ("content", "status", "advice"),
    [
        pytest.param(b'{"items": [', 400, "not JSON", id="cut off"),
        pytest.param(b"\x00", 400, "not JSON", id="a NUL"),
        pytest.param(b'{"note": "' + b"x" * 10 * 2**20 + b'"}', 413, "262144 bytes", id="10 MB"),
    ],
)
@pytest.mark.usefixtures("nothing_is_written")
async def test_a_body_that_is_refused(shop: Shop, customer: str, content: bytes, status: int, advice: str) -> None:
    announced = {"Content-Type": "application/json"}

    answer = await shop.ask(customer, "order_service", "POST", "/orders", content=content, headers=announced)

    assert advice in problem_in(answer, status)["detail"]


@pytest.mark.usefixtures("nothing_is_written")
async def test_nobody_orders_without_a_token(shop: Shop, goods: Goods) -> None:
    answer = await shop.ask(None, "order_service", "POST", "/orders", json=goods.order())

    assert "choreo token" in problem_in(answer, 401)["detail"]
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.usefixtures("nothing_is_written")
async def test_an_idempotency_key_that_cannot_be_one(shop: Shop, goods: Goods, customer: str) -> None:
    key = {"Idempotency-Key": "k" * 256}

    answer = await shop.ask(customer, "order_service", "POST", "/orders", json=goods.order(), headers=key)

    assert problem_in(answer, 422)["errors"][0]["field"].lower() == "idempotency-key"


async def test_a_key_that_was_used_for_another_body(shop: Shop, goods: Goods, customer: str) -> None:
    key = {"Idempotency-Key": ids.new_id()}
    order_id = (await shop.place(customer, goods.order(), **key))["order_id"]
    await shop.ending_of(customer, order_id)
    before = await written(shop)

    answer = await shop.ask(customer, "order_service", "POST", "/orders", json=goods.order(2), headers=key)

    assert_names(problem_in(answer, 422), "Idempotency-Key", "new key")
    assert await written(shop) == before


async def test_products_of_two_currencies_are_two_orders(shop: Shop, goods: Goods, customer: str) -> None:
    dollars = f"{goods.sku}-us"
    await shop.order(
        "inventory_service", "PUT", f"/products/{dollars}", {"name": "Tea", "price": 1500, "currency": "USD"}
    )

    async def is_listed() -> list[Json]:
        return await shop.rows("order_service", "select sku from product where sku = $1", dollars)

    await eventually(is_listed)
    before = await written(shop)
    both = goods.order()
    both["items"].append({"sku": dollars, "quantity": 1})

    answer = await shop.ask(customer, "order_service", "POST", "/orders", json=both)

    assert_names(problem_in(answer, 422), "items[1].sku", "one order per currency")
    assert await written(shop) == before


@pytest.mark.parametrize(
    ("service", "method", "path"),
    [
        ("order_service", "GET", "/orders/{}"),
        ("order_service", "GET", "/orders/{}?wait=1"),
        ("order_service", "POST", "/orders/{}/cancel"),
        ("payment_service", "GET", "/payments/{}"),
        ("shipping_service", "GET", "/shipments/{}"),
    ],
)
async def test_an_order_of_somebody_else_is_not_there(
    shop: Shop, goods: Goods, customer: str, service: str, method: str, path: str
) -> None:
    order_id = (await shop.place(customer, goods.order()))["order_id"]
    await shop.ending_of(customer, order_id)
    before = await written(shop)

    foreign, unknown = [
        await shop.ask(f"{customer}-2", service, method, path.format(one)) for one in (order_id, ids.new_id())
    ]

    assert problem_in(foreign, 404)["title"] == problem_in(unknown, 404)["title"] == "Unknown order"
    assert await written(shop) == before
    assert (await shop.see(customer, order_id))["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("service", "method", "path"),
    [
        ("inventory_service", "PUT", "/products/tea"),
        ("inventory_service", "POST", "/products/tea/restock"),
        ("discount_service", "PUT", "/coupons/TEN"),
        ("discount_service", "GET", "/coupons"),
        ("payment_service", "GET", "/dead-letters"),
        ("shipping_service", "POST", "/dead-letters/1/replay"),
    ],
)
async def test_customers_do_not_administer(shop: Shop, customer: str, service: str, method: str, path: str) -> None:
    content = {"content": json.dumps({})} if method != "GET" else {}

    answer = await shop.ask(customer, service, method, path, headers={"Content-Type": "application/json"}, **content)

    assert "--admin" in problem_in(answer, 403)["detail"]
