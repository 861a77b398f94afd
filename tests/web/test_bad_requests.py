"""Whatever is wrong with a request, the answer is a problem document that names the field and the remedy, and nothing
is written."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.web.kiosk import Order

LINE = {"sku": "mug", "quantity": 1}
ORDER: dict[str, Any] = {"items": [LINE], "address": {"name": "Ada", "country": "KR"}}


def order_with(**changes: Any) -> dict[str, Any]:
    return {**ORDER, **changes}


def line_with(**changes: Any) -> dict[str, Any]:
    return order_with(items=[LINE, {**LINE, **changes}])


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in ORDER.items() if key != name}


REFUSED_FIELDS = [
    pytest.param(line_with(quantity=0), "items[1].quantity", "1 to 10000", id="quantity 0"),
    pytest.param(line_with(quantity=-1), "items[1].quantity", "1 to 10000", id="a negative quantity"),
    pytest.param(line_with(quantity=10**9), "items[1].quantity", "1 to 10000", id="quantity 10^9"),
    pytest.param(line_with(quantity="1"), "items[1].quantity", "without quotes", id="a quantity in quotes"),
    pytest.param(line_with(quantity=1.0), "items[1].quantity", "whole number", id="a quantity with a fraction"),
    pytest.param(line_with(quantity=True), "items[1].quantity", "whole number", id="a quantity that is true"),
    pytest.param(
        line_with(quantity=float("nan")), "items[1].quantity", "whole number", id="a quantity that is no number"
    ),
    pytest.param(line_with(sku="mu\0g"), "items[1].sku", "1 to 64 letters", id="a NUL in a SKU"),
    pytest.param(line_with(sku=""), "items[1].sku", "1 to 64 letters", id="an empty SKU"),
    pytest.param(line_with(sku="m" * 65), "items[1].sku", "1 to 64 letters", id="a SKU that is too long"),
    pytest.param(line_with(sku=7), "items[1].sku", "1 to 64 letters", id="a SKU that is a number"),
    pytest.param(line_with(price=1), "items[1].price", "Leave it out", id="a price from the client"),
    pytest.param(order_with(items=[]), "items", "at least 1", id="an empty list"),
    pytest.param(order_with(items=[LINE] * 1000), "items", "at most 100", id="1,000 items"),
    pytest.param(order_with(items=LINE), "items", "JSON list", id="no list"),
    pytest.param(order_with(items=["mug"]), "items[0]", "JSON object", id="a line that is no object"),
    pytest.param(without("items"), "items", "Add it", id="no items"),
    pytest.param(order_with(gift=True), "gift", "Leave it out", id="an unknown field"),
    pytest.param(order_with(coupon_code="A B"), "coupon_code", "letters", id="a coupon code with a space"),
    pytest.param(order_with(currency="eur"), "currency", "ISO 4217", id="a currency in small letters"),
    pytest.param(order_with(tip=-1), "tip", "minor units", id="a negative amount"),
    pytest.param(order_with(tip=10**12 + 1), "tip", "minor units", id="an amount that is too large"),
    pytest.param(order_with(tip=14.5), "tip", "minor units", id="an amount with a fraction"),
    pytest.param(
        order_with(address={"name": "A\0da", "country": "KR"}), "address.name", "printable", id="a NUL in a text"
    ),
    pytest.param(order_with(address={"name": "  ", "country": "KR"}), "address.name", "printable", id="a blank text"),
    pytest.param(order_with(address={"name": "a" * 201, "country": "KR"}), "address.name", "200", id="a long text"),
    pytest.param(
        order_with(address={"name": "\ud800", "country": "KR"}), "address.name", "printable", id="half a pair"
    ),
    pytest.param(
        order_with(address={"name": "Ada", "country": "KOR"}), "address.country", "two capital", id="a country"
    ),
    pytest.param(order_with(not_before="tomorrow"), "not_before", "RFC 3339", id="a time in words"),
    pytest.param(order_with(not_before=1893456000), "not_before", "RFC 3339", id="a time that is a number"),
    pytest.param(order_with(not_before="2030-01-31T12:00:00"), "not_before", "zone", id="a time without its zone"),
    pytest.param(order_with(not_before="0001-01-01T00:00:00+14:00"), "not_before", "RFC 3339", id="a time before time"),
    pytest.param([LINE], "body", "JSON object", id="a body that is a list"),
]


@pytest.fixture(autouse=True)
async def nothing_is_written(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[None]:
    yield
    async with sessions() as db:
        assert await db.scalar(select(func.count()).select_from(Order)) == 0


def problem_in(answer: httpx.Response, status: int) -> dict[str, Any]:
    problem = answer.json()
    assert answer.status_code == status, problem
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == status
    assert problem["type"]
    assert problem["title"]
    assert problem["detail"]
    return dict(problem)


@pytest.mark.parametrize(("body", "field", "remedy"), REFUSED_FIELDS)
async def test_a_refused_field_is_named_with_its_remedy(
    customer: httpx.AsyncClient, body: Any, field: str, remedy: str
) -> None:
    answer = await customer.post("/orders", content=json.dumps(body), headers={"Content-Type": "application/json"})
    problem = problem_in(answer, 422)
    (error,) = problem["errors"]
    assert error["field"] == field
    assert error["problem"]
    assert remedy in error["remedy"]
    assert field in problem["detail"]
    assert remedy in problem["detail"]


async def test_every_refused_field_is_named_but_not_thousands(customer: httpx.AsyncClient) -> None:
    both = problem_in(await customer.post("/orders", json=order_with(tip=-1, currency="€")), 422)
    assert {error["field"] for error in both["errors"]} == {"tip", "currency"}
    many = problem_in(await customer.post("/orders", json=order_with(items=[{}] * 100)), 422)
    assert len(many["errors"]) == 20
    assert "199 more" in many["detail"]


@pytest.mark.parametrize(
    ("body", "status", "advice"),
    [
        pytest.param(b'{"items": [', 400, "not JSON", id="cut off"),
        pytest.param(b"hello", 400, "not JSON", id="no JSON"),
        pytest.param(b'{"a": "\xff"}', 400, "UTF-8", id="not UTF-8"),
        pytest.param(b"[" * 100_000, 400, "one JSON document", id="nested too deeply"),
        pytest.param(b"1" * 100_000, 400, "one JSON document", id="a number without end"),
        pytest.param(b"", 422, "Add it", id="nothing"),
    ],
)
async def test_a_body_that_is_no_json(customer: httpx.AsyncClient, body: bytes, status: int, advice: str) -> None:
    answer = await customer.post("/orders", content=body, headers={"Content-Type": "application/json"})
    assert advice in problem_in(answer, status)["detail"]


async def test_a_body_that_is_not_announced_as_json(customer: httpx.AsyncClient) -> None:
    answer = await customer.post("/orders", content=json.dumps(ORDER), headers={"Content-Type": "text/plain"})
    assert "Content-Type: application/json" in problem_in(answer, 415)["detail"]


TEN_MEGABYTES = 10 * 1024 * 1024


async def test_a_body_of_10_mb_is_refused(customer: httpx.AsyncClient) -> None:
    answer = await customer.post("/orders", json=order_with(note="x" * TEN_MEGABYTES))
    assert "262144 bytes" in problem_in(answer, 413)["detail"]


async def test_a_body_of_unannounced_length_is_read_no_further_than_the_limit(customer: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"note": "'
        for _ in range(TEN_MEGABYTES // 65_536):
            yield b"x" * 65_536

    answer = await customer.post("/orders", content=chunks(), headers={"Content-Type": "application/json"})
    problem_in(answer, 413)
    assert (await customer.get("/health/live")).status_code == 200


@pytest.mark.parametrize(
    ("path", "field"),
    [
        pytest.param("/orders/a%00b", "order_id", id="in an id"),
        pytest.param("/orders/" + "a" * 65, "order_id", id="an id that is too long"),
        pytest.param("/notes/a%00b", "note", id="in a path that nobody restricted"),
        pytest.param("/notes/a?about=%00", "about", id="in a query that nobody restricted"),
        pytest.param("/notes/a?%00=b", r"\x00", id="in a parameter's name"),
        pytest.param("/orders?limit=0", "limit", id="a page of nothing"),
        pytest.param("/orders?limit=201", "limit", id="a page that is too long"),
        pytest.param("/orders?limit=many", "limit", id="a limit in words"),
        pytest.param("/orders?cursor=%00", "cursor", id="in a cursor"),
        pytest.param("/orders/a?wait=31", "wait", id="a wait that is too long"),
        pytest.param("/orders/a?wait=nan", "wait", id="a wait that is no number"),
    ],
)
async def test_refused_parameters(customer: httpx.AsyncClient, path: str, field: str) -> None:
    problem = problem_in(await customer.get(path), 422)
    assert problem["errors"][0]["field"] == field
    assert problem["errors"][0]["remedy"]


async def test_a_place_where_nothing_is(customer: httpx.AsyncClient) -> None:
    assert "/docs" in problem_in(await customer.get("/nowhere"), 404)["detail"]


async def test_a_method_that_is_not_possible(customer: httpx.AsyncClient) -> None:
    answer = await customer.delete("/till")
    assert "Use POST" in problem_in(answer, 405)["detail"]
    assert answer.headers["allow"] == "POST"


async def test_all_methods_that_are_possible_are_named(customer: httpx.AsyncClient) -> None:
    assert (await customer.delete("/orders")).headers["allow"] == "GET, POST"


async def test_the_refusals_are_documented(visitor: httpx.AsyncClient) -> None:
    document = (await visitor.get("/openapi.json")).json()
    answers = document["paths"]["/orders"]["post"]["responses"]
    assert {"401", "403", "404", "409", "413", "422"} <= answers.keys()
    for status in ("401", "422"):
        assert answers[status]["content"] == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
        }
    assert "errors" in document["components"]["schemas"]["ProblemDocument"]["properties"]
    assert "FieldProblem" in document["components"]["schemas"]
