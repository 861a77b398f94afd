"""Who may see what, and how it is found."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.web.tokens import mint
from tests.e2e.goods import Goods
from tests.e2e.shop import ROOT, Json, Shop
from tests.e2e.wire import GOOD_ENDING
from tests.observer.watch import OBSERVER, Watch

ADMINISTRATORS = ("/missing", "/unexpected", "/dead-letters")


@pytest.fixture
async def two_orders(shop: Shop, watch: Watch, goods: Goods, customer: str) -> tuple[str, str]:
    """One completed, one cancelled."""
    good = (await shop.place(customer, goods.order()))["order_id"]
    bad = (await shop.place(customer, goods.order(quantity=9999)))["order_id"]
    assert await shop.ending_of(customer, good) == "COMPLETED"
    assert await shop.ending_of(customer, bad) == "out_of_stock"
    await watch.until_heard(good, *GOOD_ENDING)
    await watch.until_heard(bad, "order.cancelled")
    return good, bad


async def test_without_a_token_there_is_only_the_map(watch: Watch, two_orders: tuple[str, str]) -> None:
    drawn = await watch.map()
    inventory = next(one for one in drawn["services"] if one["name"] == "inventory_service")
    created = next(one for one in drawn["events"] if one["name"] == "order.created")

    assert inventory["state"] == "up"
    assert created["said_by"] == ["order_service"]
    assert created["rate"] > 0
    assert OBSERVER not in {one["name"] for one in drawn["services"]}
    for path in ("/orders", f"/orders/{two_orders[0]}/timeline", f"/orders/{two_orders[0]}/sequence", *ADMINISTRATORS):
        assert (await watch.ask(path, None)).status_code == 401, path


async def test_customers_see_their_own_orders_only(watch: Watch, two_orders: tuple[str, str], customer: str) -> None:
    good, bad = two_orders

    assert {one["order_id"] for one in await watch.orders(customer)} == {good, bad}
    assert await watch.orders("somebody-else") == []
    assert (await watch.ask(f"/orders/{good}/timeline", customer)).status_code == 200
    assert (await watch.ask(f"/orders/{good}/timeline", "somebody-else")).status_code == 404
    assert (await watch.ask(f"/orders/{good}/sequence", "somebody-else")).status_code == 404
    for path in ADMINISTRATORS:
        assert (await watch.ask(path, customer)).status_code == 403, path


async def test_orders_are_found_by_status_reason_customer_and_id(
    watch: Watch, two_orders: tuple[str, str], customer: str
) -> None:
    good, bad = two_orders

    async def found(**filters: str | bool) -> list[str]:
        return [one["order_id"] for one in await watch.orders(ROOT, customer=customer, **filters)]

    assert await found() == [bad, good]
    assert await found(status="COMPLETED") == [good]
    assert await found(reason="out_of_stock") == [bad]
    assert await found(status="OPEN") == []
    assert await found(order_id=good[:20]) in ([good], [bad, good])
    assert await found(missing=True) == []
    assert await found(unexpected=True) == []
    assert await found(stuck=True) == []


async def test_a_list_comes_in_pages(watch: Watch, two_orders: tuple[str, str], customer: str) -> None:
    first = (await watch.ask("/orders", customer, limit=1)).json()
    second = (await watch.ask("/orders", customer, limit=1, cursor=first["next"])).json()

    assert [one["order_id"] for page in (first, second) for one in page["items"]] == [two_orders[1], two_orders[0]]
    assert second["next"] is None


async def test_an_order_is_drawn_as_a_sequence(watch: Watch, two_orders: tuple[str, str]) -> None:
    drawn = (await watch.ask(f"/orders/{two_orders[1]}/sequence")).text.splitlines()

    assert drawn[0] == "sequenceDiagram"
    alias = dict(line.split()[1::2] for line in drawn if line.strip().startswith("participant"))
    names = {name: short for short, name in alias.items()}
    assert f"    {names['inventory_service']}->>{names['order_service']}: inventory.rejected" in drawn


async def test_an_order_nobody_heard_of_is_404(watch: Watch) -> None:
    answer = await watch.ask("/orders/no-such-order/timeline")

    assert answer.status_code == 404
    assert "no-such-order" in answer.json()["detail"]


async def heard_live(shop: Shop, customer: str | None) -> AsyncIterator[tuple[str, Json]]:
    """What the stream brings, by name."""
    headers = {"Authorization": f"Bearer {mint(customer, admin=customer == ROOT)}"} if customer else {}
    url = f"{shop.stack.addresses.url_of(OBSERVER)}/live"
    async with httpx.AsyncClient(timeout=20, trust_env=False).stream("GET", url, headers=headers) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        name = ""
        async for line in stream.aiter_lines():
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                yield name, json.loads(value)


async def test_the_live_stream_tells_an_administrator_of_a_new_order(shop: Shop, goods: Goods, customer: str) -> None:
    names: set[str] = set()
    placed = ""
    async with asyncio.timeout(20):
        async for name, data in heard_live(shop, ROOT):
            names.add(name)
            if not placed:
                placed = (await shop.place(customer, goods.order()))["order_id"]
            if name == "orders" and placed in data["changed"]:
                break

    assert names >= {"map", "missing", "orders"}


async def test_the_live_stream_tells_a_passer_by_of_the_map_only(shop: Shop, goods: Goods, customer: str) -> None:
    names: list[str] = []
    async with asyncio.timeout(20):
        async for name, _ in heard_live(shop, None):
            if not names:
                await shop.place(customer, goods.order())
            names.append(name)
            if len(names) == 4:
                break

    assert set(names) == {"map"}


async def test_a_token_that_is_refused_opens_no_stream(watch: Watch, shop: Shop) -> None:
    url = f"{shop.stack.addresses.url_of(OBSERVER)}/live"
    answer = await shop.http.get(url, headers={"Authorization": "Bearer nonsense"})

    assert answer.status_code == 401


async def test_a_service_that_does_not_answer_is_told_beside_the_dead_letters_of_the_others(
    shop: Shop, watch: Watch
) -> None:
    shipping = shop.stack.member("shipping_service")
    await shipping.hold()
    try:
        told = (await watch.ask("/dead-letters")).json()
        replayed = await watch.ask("/dead-letters/shipping_service/any/replay", method="POST")
    finally:
        await shipping.release()

    assert "shipping_service" in [one["service"] for one in told["silent"]]
    assert replayed.status_code == 503
    assert "shipping_service does not answer" in replayed.json()["detail"]
    unknown = await watch.ask("/dead-letters/nobody_service/any/replay", method="POST")
    assert unknown.status_code == 404
