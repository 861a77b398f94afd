"""A whole run, with everything that goes wrong in one: no secret is in any log, metric, span, page or answer."""

import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest

from choreo.stack.members import SERVICES
from tests.commands.command_line import choreo
from tests.e2e.goods import Goods
from tests.e2e.letters import letters_of
from tests.e2e.shop import Json, Shop
from tests.patience import eventually
from tests.security.marked import (
    BEARER,
    CARD,
    IDEMPOTENCY_KEY,
    METHOD,
    NAME,
    PERSONAL,
    SECRETS,
    STREET,
    Marked,
    open_marked_shop,
)

ADDRESS = {"name": NAME, "street": STREET, "city": "Seoul", "postal_code": "04524", "country": "KR"}
CUSTOMER = "somebody"


@pytest.fixture(scope="module")
async def marked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Marked]:
    """After a run with orders that end in every way, wrong requests, and failures of all parts."""
    async with open_marked_shop(tmp_path_factory.mktemp("marked")) as marked:
        for trouble in (_order_in_every_way, _send_nonsense, _type_nonsense, _break_tables, _take_parts_away):
            await trouble(marked.shop, marked.goods)
        yield marked


@pytest.fixture(scope="module")
async def letters(marked: Marked) -> list[tuple[str, Json]]:
    """All dead letters, as lists show them, with their services."""
    return [(service, letter) for service in SERVICES async for letter in letters_of(marked.shop, service)]


def assert_no(what: tuple[str, ...], place: str, told: str) -> None:
    """Fails with the surroundings of what was found."""
    for marker in what:
        at = told.find(marker)
        assert at < 0, f"{marker!r} is in {place}: …{told[max(0, at - 500) : at + 200]}…"


async def test_no_log_has_a_secret_or_says_who_ordered(marked: Marked) -> None:
    logs = sorted((marked.home / "logs").iterdir())
    assert {log.stem for log in logs} >= {*SERVICES, "payment_provider", "carrier", "postgres", "kafka", "migrate"}
    everything = "".join(log.read_text(errors="replace") for log in logs)
    assert "check constraint" in everything, "tables were broken, and it was logged"
    assert "Traceback" in everything
    for log in logs:
        assert_no(SECRETS + PERSONAL, log.name, log.read_text(errors="replace"))


async def test_lists_of_dead_letters_have_neither(letters: list[tuple[str, Json]]) -> None:
    assert {service for service, _ in letters} == {*SERVICES}
    for service, letter in letters:
        assert_no(SECRETS + PERSONAL, f"a dead letter of {service}", json.dumps(letter))


async def test_a_dead_letter_in_full_shows_what_was_said_and_no_secret(
    marked: Marked, letters: list[tuple[str, Json]]
) -> None:
    shown = ""
    for service, letter in letters:
        full = json.dumps(await marked.shop.order(service, "GET", f"/dead-letters/{letter['id']}"))
        assert_no(SECRETS, f"a dead letter of {service}", full)
        shown += full
    assert STREET in shown, "who mends an event needs to see it"
    assert '"authorization"' in shown, "that a credential came with it can be seen"


async def test_the_command_line_shows_no_more_than_the_interface(
    marked: Marked, letters: list[tuple[str, Json]]
) -> None:
    listed = await choreo("--home", marked.home, "dlq", "list")
    assert letters[0][1]["id"] in listed.out
    assert_no(SECRETS + PERSONAL, "choreo dlq list", listed.out + listed.err)
    for service in SERVICES:
        letter = next(letter for whose, letter in letters if whose == service)
        shown = await choreo("--home", marked.home, "dlq", "show", letter["id"])
        assert shown.status == 0, shown.err
        assert_no(SECRETS, "choreo dlq show", shown.out + shown.err)


async def test_no_metric_has_either(marked: Marked) -> None:
    for service in SERVICES:
        page = (await marked.shop.ask(None, service, "GET", "/metrics")).text
        assert "choreo_" in page
        assert_no(SECRETS + PERSONAL, f"/metrics of {service}", page)


async def test_no_span_has_either(marked: Marked) -> None:
    spans = b"".join(marked.collector.told).decode("latin-1")
    assert "POST /orders" in spans
    assert_no(SECRETS + PERSONAL, "a span", spans)


async def test_what_the_services_say_of_themselves_has_no_secret(marked: Marked) -> None:
    for service in SERVICES:
        for path in ("/openapi.json", "/docs", "/health/ready", "/health/live"):
            assert_no(SECRETS, path, (await marked.shop.ask(None, service, "GET", path)).text)


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
        for service in SERVICES:
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
