"""The audit finds every way in which an order can have gone wrong. Each is made on real databases and real ledgers, and
mended again."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import asyncpg
import httpx
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from choreo.audit.audit import audit
from choreo.audit.report import Report
from choreo.demo.shop import open_shop
from choreo.demo.traffic import Traffic
from choreo.demo.wishes import make_wishes
from choreo.stack.addresses import Stack
from shared.ids import new_id
from tests.commands.command_line import choreo
from tests.commands.conftest import OpenShop


@dataclass(frozen=True)
class Books:
    """A stack at rest, and two of its orders."""

    stack: Stack
    completed: str
    cancelled: str

    def fill(self, text: str) -> str:
        return text.replace("COMPLETED_ORDER", self.completed).replace("CANCELLED_ORDER", self.cancelled)

    @asynccontextmanager
    async def forged(self, service: str, forgery: str, remedy: str) -> AsyncIterator[None]:
        """Within it something is wrong in that service's database."""
        await self.execute(service, self.fill(forgery))
        try:
            yield
        finally:
            await self.execute(service, self.fill(remedy))

    async def execute(self, service: str, sql: str) -> None:
        connection = await asyncpg.connect(self.stack.database.replace("{service}", service))
        try:
            assert await connection.execute(sql) not in ("UPDATE 0", "DELETE 0")
        finally:
            await connection.close()

    async def audit(self) -> Report:
        return await audit(self.stack, wait=30)


@pytest.fixture(scope="module")
async def books(shop: OpenShop) -> Books:
    stack = shop.stack.addresses
    async with open_shop(stack) as customers:
        await customers.seed(200)
        journeys = await Traffic(customers, None, lambda _: None).send(make_wishes(12, Random(3)))
    of = {journey.wish.ending: journey.order_id for journey in journeys if not journey.too_late}
    return Books(stack, completed=of["COMPLETED"], cancelled=of["payment_declined"])


FORGERIES = {
    "an order that was cancelled without a reason": (
        "I1", "CANCELLED_ORDER", "order_service",
        "update orders set reason = null where order_id = 'CANCELLED_ORDER'",
        "update orders set reason = 'payment_declined' where order_id = 'CANCELLED_ORDER'",
    ),
    "stock decided for an order that nobody accepted": (
        "I1", "ghost", "inventory_service",
        "insert into reservation (order_id, state) values ('ghost', 'REJECTED')",
        "delete from reservation where order_id = 'ghost'",
    ),
    "an order that says it cost more": (
        "I2", "COMPLETED_ORDER", "order_service",
        "update orders set total = total + 1 where order_id = 'COMPLETED_ORDER'",
        "update orders set total = total - 1 where order_id = 'COMPLETED_ORDER'",
    ),
    "a cancelled order whose payment is kept": (
        "I2", "CANCELLED_ORDER", "payment_service",
        "update payment set phase = 'CAPTURED' where order_id = 'CANCELLED_ORDER'",
        "update payment set phase = 'FAILED' where order_id = 'CANCELLED_ORDER'",
    ),
    "a piece out of nowhere": (
        "I3", "mug", "inventory_service",
        "update stock set free = free + 1 where sku = 'mug'",
        "update stock set free = free - 1 where sku = 'mug'",
    ),
    "a piece that moved without a reservation": (
        "I3", "mug", "inventory_service",
        "update stock set free = free - 1, held = held + 1 where sku = 'mug'",
        "update stock set free = free + 1, held = held - 1 where sku = 'mug'",
    ),
    "stock held for a cancelled order": (
        "I3", "CANCELLED_ORDER", "inventory_service",
        "update reservation set state = 'HELD' where order_id = 'CANCELLED_ORDER'",
        "update reservation set state = 'RELEASED' where order_id = 'CANCELLED_ORDER'",
    ),
    "a redemption too many": (
        "I4", "WELCOME10", "discount_service",
        "update coupon set redeemed = redeemed + 1 where code = 'WELCOME10'",
        "update coupon set redeemed = redeemed - 1 where code = 'WELCOME10'",
    ),
    "a coupon redeemed for a cancelled order": (
        "I4", "CANCELLED_ORDER", "discount_service",
        "update redemption set state = 'REDEEMED', coupon_code = 'FORGED' where order_id = 'CANCELLED_ORDER'",
        "update redemption set state = 'RELEASED', coupon_code = null where order_id = 'CANCELLED_ORDER'",
    ),
    "a coupon beyond its limit": (
        "I4", "FORGED", "discount_service",
        """insert into coupon (code, percent, "limit", redeemed) values ('FORGED', 10, 1, 2)""",
        "delete from coupon where code = 'FORGED'",
    ),
    "a completed order whose shipment is not booked": (
        "I5", "COMPLETED_ORDER", "shipping_service",
        "update shipment set phase = 'WAITING' where order_id = 'COMPLETED_ORDER'",
        "update shipment set phase = 'BOOKED' where order_id = 'COMPLETED_ORDER'",
    ),
    "a dead letter": (
        "I6", "COMPLETED_ORDER", "payment_service",
        """insert into parked_event
           (id, event_id, topic, partition, "offset", timestamp, key, headers, state, due_at, error) values
           ('forged', 'forged', 'order.created', 0, 0, 0, 'COMPLETED_ORDER', '[]', 'DEAD', now(), 'KeyError: x')""",
        "delete from parked_event where id = 'forged'",
    ),
}  # fmt: skip


async def test_the_books_of_a_shop_at_rest_agree(books: Books) -> None:
    report = await books.audit()
    assert report.unquiet == []
    assert report.violations == []
    assert report.orders >= 12


@pytest.mark.parametrize("wrong", FORGERIES)
async def test_names(books: Books, wrong: str) -> None:
    invariant, subject, service, forgery, remedy = FORGERIES[wrong]
    async with books.forged(service, forgery, remedy):
        report = await books.audit()
    assert books.fill(subject) in {violation.subject for violation in report.of(invariant)}
    assert not report.holds


async def test_names_an_event_that_was_said_and_never_handled(books: Books) -> None:
    connection = await asyncpg.connect(books.stack.database.replace("{service}", "shipping_service"))
    try:
        event_id = await connection.fetchval(
            "delete from inbox where event_id = (select min(event_id) from inbox) returning event_id"
        )
        report = await books.audit()
        await connection.execute("insert into inbox (event_id) values ($1)", event_id)
    finally:
        await connection.close()
    [violation] = report.violations
    assert violation.invariant == "I6"
    assert event_id in violation.what
    assert "shipping_service" in violation.what


async def test_names_an_id_that_was_said_with_two_contents(books: Books) -> None:
    topic, event_id = f"forged.{new_id()}", new_id()
    admin = AIOKafkaAdminClient(bootstrap_servers=books.stack.kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, 1, 1)])
        async with AIOKafkaProducer(bootstrap_servers=books.stack.kafka) as producer:
            for content in (b"once", b"once", b"otherwise"):
                await producer.send_and_wait(topic, content, b"a-key", headers=[("ce_id", event_id.encode())])
        report = await books.audit()
        await admin.delete_topics([topic])
    finally:
        await admin.close()
    [violation] = report.violations
    assert (violation.invariant, violation.subject) == ("I6", "a-key")
    assert event_id in violation.what


async def test_names_a_charge_that_a_cancelled_order_did_not_get_back(books: Books) -> None:
    assert books.stack.payment_provider is not None
    key = {"Authorization": "Bearer sk_test_development_only"}
    async with httpx.AsyncClient(base_url=books.stack.payment_provider.url, headers=key) as provider:
        money = {"amount": "700", "currency": "eur", "metadata[order_id]": books.cancelled}
        intent = (await posted(provider, "/v1/payment_intents", money))["id"]
        await posted(provider, f"/v1/payment_intents/{intent}/confirm", {"payment_method": "pm_card_visa"})
        report = await books.audit()
        await posted(provider, "/v1/refunds", {"payment_intent": intent})
    [violation] = report.violations
    assert (violation.invariant, violation.subject) == ("I2", books.cancelled)
    assert "700" in violation.what
    assert (await books.audit()).holds


async def test_names_a_parcel_that_travels_for_a_cancelled_order(books: Books) -> None:
    assert books.stack.carrier is not None
    address = {"name": "A", "street": "B", "city": "C", "postal_code": "04524", "country": "KR"}
    async with httpx.AsyncClient(base_url=books.stack.carrier.url) as carrier:
        booking = f"/bookings/forged-{new_id()}"
        (await carrier.put(booking, json={"order_id": books.cancelled, "address": address})).raise_for_status()
        report = await books.audit()
        (await carrier.delete(booking)).raise_for_status()
    [violation] = report.violations
    assert (violation.invariant, violation.subject) == ("I5", books.cancelled)
    assert (await books.audit()).holds


async def test_says_what_keeps_it_from_being_quiet(books: Books, shop: OpenShop) -> None:
    async with books.forged(
        "order_service",
        "update orders set status = 'PAID' where order_id = 'COMPLETED_ORDER'",
        "update orders set status = 'COMPLETED' where order_id = 'COMPLETED_ORDER'",
    ):
        said = await choreo("--home", shop.home, "audit", "--wait", "0")
    assert said.status == 2
    assert books.completed in said.out


async def test_exit_status_and_json_say_whether_it_holds(books: Books, shop: OpenShop) -> None:
    held = await choreo("--home", shop.home, "audit", "--json")
    assert held.status == 0
    assert json.loads(held.out)["holds"] is True
    _, _, service, forgery, remedy = FORGERIES["a piece out of nowhere"]
    async with books.forged(service, forgery, remedy):
        broken = await choreo("--home", shop.home, "audit")
    assert broken.status == 1
    assert "I3 BROKEN" in broken.out
    assert "mug" in broken.out
    assert broken.out.count("holds") == 5


async def posted(provider: httpx.AsyncClient, path: str, form: dict[str, str]) -> dict[str, Any]:
    answer = await provider.post(path, data=form, headers={"Idempotency-Key": new_id()})
    answer.raise_for_status()
    body: dict[str, Any] = answer.json()
    return body
