"""Lists are read page by page, and nobody sees what is not theirs."""

from datetime import timedelta
from itertools import chain

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared import clock
from shared.web.tokens import mint
from tests.web.conftest import SETTINGS
from tests.web.kiosk import Order


async def write_orders(sessions: async_sessionmaker[AsyncSession], *numbers: int, customer: str = "alice") -> None:
    """Three of them share a moment, so that time alone does not order them."""
    begin = clock.now()
    async with sessions.begin() as db:
        for number in numbers:
            db.add(
                Order(
                    order_id=f"{customer}-{number:03}",
                    customer_id=customer,
                    status="PENDING",
                    created_at=begin + timedelta(microseconds=number // 3),
                )
            )


async def read_all(client: httpx.AsyncClient, limit: int, *, newest_first: bool = False) -> list[list[str]]:
    pages, cursor = [], None
    while True:
        params = {"limit": limit, "newest_first": newest_first} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/orders", params=params)).json()
        pages.append([order["order_id"] for order in page["items"]])
        if not (cursor := page["next"]):
            return pages


@pytest.mark.parametrize("newest_first", [False, True])
async def test_the_pages_together_are_the_list(
    customer: httpx.AsyncClient, sessions: async_sessionmaker[AsyncSession], newest_first: bool
) -> None:
    await write_orders(sessions, *range(10))
    await write_orders(sessions, *range(5), customer="bob")
    pages = await read_all(customer, 4, newest_first=newest_first)
    expected = [f"alice-{number:03}" for number in range(10)]
    assert [len(page) for page in pages] == [4, 4, 2]
    assert list(chain.from_iterable(pages)) == (expected[::-1] if newest_first else expected)


async def test_a_list_that_just_fits_is_one_page(
    customer: httpx.AsyncClient, sessions: async_sessionmaker[AsyncSession]
) -> None:
    assert await read_all(customer, 3) == [[]]
    await write_orders(sessions, 1, 2, 3)
    assert len(await read_all(customer, 3)) == 1


async def test_rows_that_come_meanwhile_repeat_no_other(
    customer: httpx.AsyncClient, sessions: async_sessionmaker[AsyncSession]
) -> None:
    await write_orders(sessions, *range(4))
    first = (await customer.get("/orders", params={"limit": 2, "newest_first": True})).json()
    await write_orders(sessions, *range(10, 13))
    second = (await customer.get("/orders", params={"limit": 9, "newest_first": True, "cursor": first["next"]})).json()
    assert [order["order_id"] for order in second["items"]] == ["alice-001", "alice-000"]


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("x", id="not base64"),
        pytest.param("bm8", id="not JSON"),
        pytest.param("e30=", id="no list"),
        pytest.param("N w==", id="with a space"),
        pytest.param("WyJhIl0=", id="of another list"),
        pytest.param("WzEsMl0=", id="of other types"),
        pytest.param("WyIyMDMwLTAxLTMxVDEyOjAwOjAwWiIsICJhXHUwMDAwYiJd", id="with a NUL inside"),
        pytest.param("WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwgImEiXQ==", id="of a time before time"),
        pytest.param("ü", id="not ASCII"),
    ],
)
async def test_a_cursor_that_was_never_given_out(customer: httpx.AsyncClient, cursor: str) -> None:
    answer = await customer.get("/orders", params={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "cursor"


async def test_anothers_order_is_not_there(
    customer: httpx.AsyncClient, sessions: async_sessionmaker[AsyncSession]
) -> None:
    await write_orders(sessions, 1)
    assert (await customer.get("/orders/alice-001")).status_code == 200
    bob = {"Authorization": f"Bearer {mint('bob', configuration=SETTINGS)}"}
    assert (await customer.get("/orders/alice-001", headers=bob)).status_code == 404
    assert (await customer.get("/orders", headers=bob)).json()["items"] == []
