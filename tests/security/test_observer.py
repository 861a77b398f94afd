"""The observer hears everything, and tells nobody what is not theirs to know."""

import json
from contextlib import AsyncExitStack

import pytest

from choreo.stack.members import OBSERVER
from observer_service.feed import MOST
from tests.e2e.shop import ROOT, Json, Shop
from tests.patience import eventually
from tests.security.marked import BEARER, PERSONAL, SECRETS, STREET, Marked, assert_no
from tests.security.mischief import CUSTOMER

[WATCHING] = OBSERVER
STRANGER = "somebody-else"


@pytest.fixture(scope="package")
async def heard(marked: Marked) -> list[Json]:
    """All orders, when the observer has heard everything."""

    async def is_up_to_date() -> bool:
        seen = await marked.shop.order(WATCHING, "GET", "/map")
        return bool(seen["behind"] == 0)

    await eventually(is_up_to_date, seconds=60)
    orders: list[Json] = (await marked.shop.order(WATCHING, "GET", "/orders?limit=100"))["items"]
    assert {order["reason"] for order in orders} >= {"out_of_stock", "payment_declined", "undeliverable"}
    return orders


async def test_lists_say_neither_who_ordered_nor_any_secret(marked: Marked, heard: list[Json]) -> None:
    for path in ("/map", "/orders?limit=100", "/missing?limit=100", "/unexpected?limit=100", "/dead-letters"):
        assert_no(SECRETS + PERSONAL, path, json.dumps(await marked.shop.order(WATCHING, "GET", path)))


async def test_a_timeline_shows_what_was_said_and_no_credentials(marked: Marked, heard: list[Json]) -> None:
    shown = ""
    for order in heard:
        for what in ("timeline", "sequence"):
            answer = await marked.shop.ask(ROOT, WATCHING, "GET", f"/orders/{order['order_id']}/{what}")
            assert answer.status_code == 200, answer.text
            assert_no(SECRETS, f"the {what} of an order", answer.text)
            shown += answer.text
    assert STREET in shown, "who mends an order needs to see it"
    assert '"authorization":"(not shown)"' in shown, "that a credential came with an event can be seen"


async def test_a_stranger_learns_nothing_of_an_order(marked: Marked, heard: list[Json]) -> None:
    order = next(order for order in heard if order["customer_id"] == CUSTOMER)
    for what in ("timeline", "sequence"):
        path = f"/orders/{order['order_id']}/{what}"
        assert (await marked.shop.ask(CUSTOMER, WATCHING, "GET", path)).status_code == 200
        refused = await marked.shop.ask(STRANGER, WATCHING, "GET", path)
        unknown = await marked.shop.ask(STRANGER, WATCHING, "GET", f"/orders/no-such-order/{what}")
        assert refused.status_code == unknown.status_code == 404
        assert refused.json() == {
            **unknown.json(),
            "detail": unknown.json()["detail"].replace("no-such-order", order["order_id"]),
        }
    listed = await marked.shop.ask(STRANGER, WATCHING, "GET", "/orders", params={"customer": CUSTOMER})
    assert listed.json()["items"] == []


async def test_what_concerns_all_is_for_administrators(marked: Marked, heard: list[Json]) -> None:
    for method, path in (
        ("GET", "/missing"),
        ("GET", "/unexpected"),
        ("GET", "/dead-letters"),
        ("POST", "/dead-letters/order_service/x/replay"),
    ):
        assert (await marked.shop.ask(CUSTOMER, WATCHING, method, path)).status_code == 403
        assert (await marked.shop.ask(None, WATCHING, method, path)).status_code == 401


async def test_without_a_token_there_is_the_map_and_nothing_of_any_order(marked: Marked, heard: list[Json]) -> None:
    order = heard[0]["order_id"]
    for path in ("/orders", f"/orders/{order}/timeline", f"/orders/{order}/sequence"):
        assert (await marked.shop.ask(None, WATCHING, "GET", path)).status_code == 401
    seen = (await marked.shop.ask(None, WATCHING, "GET", "/map")).text
    live = await _first_of_live(marked.shop)
    assert "event: map" in live
    for told in (seen, live):
        assert_no((*SECRETS, *PERSONAL, CUSTOMER, *(one["order_id"] for one in heard)), "what all may see", told)


async def test_a_token_that_is_none_is_refused_even_where_none_is_needed(marked: Marked) -> None:
    refused = await marked.shop.ask(None, WATCHING, "GET", "/live", headers={"Authorization": f"Bearer {BEARER}"})
    assert refused.status_code == 401
    assert_no(SECRETS, "an answer", refused.text)


async def test_the_page_loads_nothing_from_elsewhere_and_is_in_no_frame(marked: Marked) -> None:
    page = await marked.shop.ask(None, WATCHING, "GET", "/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"


async def test_more_listeners_than_it_serves_are_turned_away_before_anything_is_sent(marked: Marked) -> None:
    url = f"{marked.shop.stack.addresses.url_of(WATCHING)}/live"
    async with AsyncExitStack() as open_ones:
        for _ in range(MOST):
            listening = await open_ones.enter_async_context(marked.shop.http.stream("GET", url))
            assert listening.status_code == 200
        refused = await marked.shop.http.get(url)
        assert refused.status_code == 503
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["retry-after"]

    async def there_is_room_again() -> bool:
        async with marked.shop.http.stream("GET", url) as answer:
            return answer.status_code == 200

    await eventually(there_is_room_again)


async def _first_of_live(shop: Shop) -> str:
    """What somebody without a token is sent first; the rest has no end."""
    async with shop.http.stream("GET", f"{shop.stack.addresses.url_of(WATCHING)}/live") as answer:
        told = ""
        async for chunk in answer.aiter_text():
            told += chunk
            if "\n\n" in told:
                break
    return told
