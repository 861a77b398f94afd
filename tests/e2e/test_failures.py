"""An event that cannot be handled is tried five times, kept as it came, and heals when it is replayed."""

from choreo.commands.dead_letters import bytes_in
from tests.e2e.books import Books, until_books_are
from tests.e2e.goods import PIECES, PRICE, Goods, put_up
from tests.e2e.letters import letters_about
from tests.e2e.shop import ROOT, Json, Shop
from tests.patience import eventually

WRONG_KEY = {"CHOREO_PAYMENT_PROVIDER_KEY": "pk_test_the_publishable_one", "CHOREO_RETRY_FIRST": "0.2"}
"""An operator's mistake: the provider answers 401, which no waiting mends."""
RETRIED_BY_ANOTHER = 60.0
"""Seconds: a try that a kill -9 cut short is taken up again when its lease of 30 s has run out."""


async def test_an_event_that_always_fails_is_dead_after_five_attempts_and_heals_by_replay(
    shop: Shop, goods: Goods, customer: str
) -> None:
    await shop.restart("payment_service", WRONG_KEY)
    try:
        order_id = (await shop.place(customer, goods.order()))["order_id"]

        async def has_failed_three_times() -> list[Json]:
            sql = "select 1 from parked_event where key = $1 and state = 'RETRYING' and attempts >= 3"
            return await shop.rows("payment_service", sql, order_id.encode())

        await eventually(has_failed_three_times)
        await shop.kill("payment_service", WRONG_KEY)

        async def is_dead() -> list[Json]:
            return await letters_about(shop, "payment_service", order_id, "DEAD")

        [letter] = await eventually(is_dead, seconds=RETRIED_BY_ANOTHER)
        assert (letter["attempts"], letter["replays"]) == (5, 0)
        assert "AuthenticationError" in letter["error"]
        assert_is_as_it_came(shop, letter)
        await nothing_behind_it_waits(shop, customer)
        assert (await shop.see(customer, order_id))["status"] == "PENDING"
    finally:
        await shop.restart("payment_service")

    await its_copy_is_in_the_log_of_dead_letters(shop, order_id, letter)
    replayed = await shop.ask(ROOT, "payment_service", "POST", f"/dead-letters/{letter['id']}/replay")
    assert replayed.status_code == 202

    assert await shop.ending_of(customer, order_id) == "COMPLETED"
    sold = Books(PIECES - 1, 0, 1, redeemed=0, charged=(PRICE,), refunded=(), booked=1, called_off=0)
    await until_books_are(shop, goods, order_id, sold)
    healed = await shop.ask(ROOT, "payment_service", "GET", f"/dead-letters/{letter['id']}")
    assert healed.status_code == 404


def assert_is_as_it_came(shop: Shop, letter: Json) -> None:
    """That the dead letter shows the record that stands in Kafka, with all its bytes."""
    place = (letter["partition"], letter["offset"])
    key = bytes_in(letter["key"]) or b""
    said = shop.wire.said_of(key.decode(), letter["topic"])
    [record] = [record for record in said if (record.partition, record.offset) == place]
    shown = [(header["name"], bytes_in(header)) for header in letter["headers"]]
    assert (bytes_in(letter["value"]), shown) == (record.value, list(record.headers))
    assert letter["timestamp"] == record.timestamp


async def nothing_behind_it_waits(shop: Shop, customer: str) -> None:
    """An order that needs no provider goes all the way through the same service."""
    goods = await put_up(shop)
    await shop.order("discount_service", "PUT", f"/coupons/{goods.coupon}", {"percent": 100})
    free = await shop.place(customer, goods.order(coupon_code=goods.coupon))
    assert await shop.ending_of(customer, free["order_id"]) == "COMPLETED"


async def its_copy_is_in_the_log_of_dead_letters(shop: Shop, order_id: str, letter: Json) -> None:
    """With the original bytes, and what went wrong."""
    await shop.wire.until_said(order_id, "payment_service.dlq")
    [copy] = shop.wire.said_of(order_id, "payment_service.dlq")
    headers = dict(copy.headers)
    assert copy.value == bytes_in(letter["value"])
    assert headers["choreo-attempts"] == b"5"
    assert headers["choreo-error"].decode() == letter["error"]
    assert headers["ce_id"].decode() == letter["event_id"]
