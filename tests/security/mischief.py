"""A whole run of a shop, with everything that can go wrong in one."""

import json
from typing import Any

import asyncpg
import httpx

from choreo.stack.members import OBSERVER, SERVICES
from tests.e2e.goods import Goods
from tests.e2e.letters import letters_of
from tests.e2e.shop import Json, Shop
from tests.patience import eventually
from tests.security.marked import BEARER, CARD, IDEMPOTENCY_KEY, METHOD, NAME, PERSONAL, SECRETS, STREET, assert_no

ADDRESS = {"name": NAME, "street": STREET, "city": "Seoul", "postal_code": "04524", "country": "KR"}
CUSTOMER = "somebody"


async def let_everything_go_wrong(shop: Shop, goods: Goods) -> None:
    """Orders end in every way; requests and events make no sense; tables refuse rows; database and outsiders are away.
    Fails when an answer meanwhile tells what it should not."""
    for trouble in (_order_in_every_way, _send_nonsense, _type_nonsense, _break_tables, _take_parts_away):
        await trouble(shop, goods)


async def _order_in_every_way(shop: Shop, goods: Goods) -> None:
    seen = set()
    wishes: list[Json] = [
        {},
        {"items": [{"sku": goods.sku, "quantity": 1000}]},
        {"coupon_code": "no-such-coupon"},
        {"payment_method": "pm_card_chargeDeclined"},
        {"payment_method": METHOD},
        {"shipping_address": {**ADDRESS, "postal_code": "00000"}},
    ]
    for number, changes in enumerate(wishes):
        key = {"Idempotency-Key": f"{IDEMPOTENCY_KEY}-{number}"}
        order = await shop.place(CUSTOMER, _order(goods, **changes), **key)
        seen.add(await shop.ending_of(CUSTOMER, order["order_id"]))
    cancelled = await shop.place(CUSTOMER, _order(goods))
    await shop.ask(CUSTOMER, "order_service", "POST", f"/orders/{cancelled['order_id']}/cancel")
    await shop.ending_of(CUSTOMER, cancelled["order_id"])
    assert seen >= {"COMPLETED", "out_of_stock", "coupon_rejected", "payment_declined", "undeliverable"}, seen


def _order(goods: Goods, **changes: Any) -> Json:
    return goods.order(**{"shipping_address": ADDRESS, **changes})


async def _send_nonsense(shop: Shop, goods: Goods) -> None:
    """Nothing of it comes back in an answer either."""
    key = {"Idempotency-Key": f"{IDEMPOTENCY_KEY}-0"}
    answers: list[httpx.Response] = [
        await shop.ask(CUSTOMER, "order_service", "POST", "/orders", json=body, headers=key)
        for body in (
            _order(goods, items=[{"sku": goods.sku, "quantity": CARD}]),
            _order(goods, coupon_code=f"{CARD}!"),
            _order(goods, payment_method=[CARD]),
            _order(goods, card={"number": CARD}),
            _order(goods, shipping_address={**ADDRESS, "country": CARD}),
            _order(goods, payment_method="another body"),
        )
    ]
    assert [answer.status_code for answer in answers] == [422] * len(answers)
    for credentials in (f"Bearer {BEARER}", f"Basic {BEARER}", f"Bearer {BEARER}\xe9".encode("latin-1"), BEARER):
        for service in (*SERVICES, *OBSERVER):
            answers.append(
                await shop.ask(None, service, "GET", "/dead-letters", headers={"Authorization": credentials})
            )
            assert answers[-1].status_code == 401
    answers.append(await shop.ask(None, "order_service", "GET", "/orders", params={"access_token": BEARER}))
    for answer in answers:
        assert_no(SECRETS + PERSONAL, "an answer", answer.text)


async def _type_nonsense(shop: Shop, goods: Goods) -> None:
    """Events that are none, with card numbers where none belong, and headers that nobody should send."""
    headers = [(name, BEARER.encode()) for name in ("authorization", "Cookie", "X-API-Key")]
    slips: list[Json] = [
        {"items": [{"sku": goods.sku, "quantity": CARD, "unit_price": CARD}]},
        {"currency": int(CARD)},
        {"payment_method": {"number": CARD}},
        {"shipping_address": CARD},
    ]
    for number, changes in enumerate(slips):
        order_id = f"nonsense-{number}"
        event = {**goods.event(CUSTOMER, order_id), "shipping_address": ADDRESS, **changes}
        await shop.wire.producer.send_and_wait(
            "order.created", json.dumps(event).encode(), key=order_id.encode(), headers=headers
        )


async def _break_tables(shop: Shop, goods: Goods) -> None:
    """Each service meets a row that its database refuses."""
    for service, table, rule in (
        ("payment_service", "payment", "customer_id is null"),
        ("shipping_service", "shipment", "address is null"),
    ):
        await _as_administrator(shop, service, f"alter table {table} add constraint broken check ({rule}) not valid")
    placed = await shop.place(CUSTOMER, _order(goods))
    await eventually(lambda: _dead(shop, "payment_service", "check constraint"), seconds=60)
    await eventually(lambda: _dead(shop, "shipping_service", "check constraint"), seconds=60)
    for service, table in (("payment_service", "payment"), ("shipping_service", "shipment")):
        await _as_administrator(shop, service, f"alter table {table} drop constraint broken")
    for service in ("payment_service", "shipping_service"):
        async for letter in letters_of(shop, service):
            if "check constraint" in letter["error"]:
                await shop.order(service, "POST", f"/dead-letters/{letter['id']}/replay")
    await shop.ending_of(CUSTOMER, placed["order_id"])

    await _as_administrator(shop, "order_service", "alter table orders add constraint broken check (false) not valid")
    key = {"Idempotency-Key": f"{IDEMPOTENCY_KEY}-of-a-failure"}
    failed = await shop.ask(CUSTOMER, "order_service", "POST", "/orders", json=_order(goods), headers=key)
    assert failed.status_code == 500
    assert_no(SECRETS + PERSONAL, "an answer", failed.text)
    await _as_administrator(shop, "order_service", "alter table orders drop constraint broken")


async def _dead(shop: Shop, service: str, why: str) -> bool:
    return any([why in letter["error"] async for letter in letters_of(shop, service)])


async def _as_administrator(shop: Shop, service: str, sql: str) -> None:
    connection = await asyncpg.connect(shop.stack.addresses.postgres.rsplit("/", 1)[0] + f"/{service}")
    await connection.execute(sql)
    await connection.close()


async def _take_parts_away(shop: Shop, goods: Goods) -> None:
    async with shop.trouble("payment_provider", error_rate=1), shop.trouble("carrier", error_rate=1):
        placed = await shop.place(CUSTOMER, _order(goods))
        database = shop.stack.member("postgres")
        await database.hold(kill=True)
        refused = await shop.ask(CUSTOMER, "order_service", "POST", "/orders", json=_order(goods))
        assert refused.status_code == 503
        assert_no(SECRETS + PERSONAL, "an answer", refused.text)
        await database.release()
    assert await shop.ending_of(CUSTOMER, placed["order_id"]) == "COMPLETED"
