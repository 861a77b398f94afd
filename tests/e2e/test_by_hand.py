"""An order typed into Kafka, with nothing but a JSON body, is an order."""

from hashlib import sha256
from typing import Any

import pytest

from tests.e2e.books import Books, until_books_are
from tests.e2e.goods import PIECES, PRICE, Goods, address
from tests.e2e.shop import Shop
from tests.e2e.wire import GOOD_ENDING, HEARERS, id_of


async def test_an_order_typed_by_hand_goes_all_the_way(shop: Shop, goods: Goods, customer: str, order_id: str) -> None:
    body = goods.event(customer, order_id, quantity=3)
    assert body.keys().isdisjoint({"subtotal", "coupon_code"})
    await shop.wire.type("order.created", body, order_id)

    assert await shop.ending_of_typed(customer, order_id) == "COMPLETED"

    order = await shop.see(customer, order_id)
    assert (order["subtotal"], order["discount"], order["total"]) == (3 * PRICE, 0, 3 * PRICE)
    sold = Books(PIECES - 3, 0, 3, redeemed=0, charged=(3 * PRICE,), refunded=(), booked=1, called_off=0)
    await until_books_are(shop, goods, order_id, sold)


async def test_the_same_line_typed_three_times_charges_once(
    shop: Shop, goods: Goods, customer: str, order_id: str
) -> None:
    body = goods.event(customer, order_id)

    typed = [await shop.wire.type("order.created", body, order_id) for _ in range(3)]

    for service in HEARERS["order.created"]:
        await shop.until_handled(service, *map(id_of, typed))
    assert await shop.ending_of_typed(customer, order_id) == "COMPLETED"
    sold = Books(PIECES - 1, 0, 1, redeemed=0, charged=(PRICE,), refunded=(), booked=1, called_off=0)
    await until_books_are(shop, goods, order_id, sold)


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        pytest.param({"sku": "no-such-tea"}, "out_of_stock", id="an unknown product"),
        pytest.param({"unit_price": 10**8}, "payment_declined", id="an amount that no card pays"),
        pytest.param({"coupon_code": "NO-SUCH-COUPON"}, "coupon_rejected", id="an unknown coupon"),
        pytest.param({"payment_method": "nonsense"}, "payment_declined", id="an unknown card"),
        pytest.param({"shipping_address": address("00000")}, "undeliverable", id="an address that is not served"),
    ],
)
async def test_what_cannot_be_done_is_a_refusal_and_no_failure(
    shop: Shop, goods: Goods, customer: str, order_id: str, wish: dict[str, Any], reason: str
) -> None:
    body = goods.event(customer, order_id)
    [line] = body["items"]
    body["items"] = [{name: wish.pop(name, value) for name, value in line.items()}]
    await shop.wire.type("order.created", body | wish, order_id)

    assert await shop.ending_of_typed(customer, order_id) == reason


async def test_two_lines_of_one_product_are_added_up(shop: Shop, goods: Goods, customer: str, order_id: str) -> None:
    line = {"sku": goods.sku, "quantity": PIECES // 2 + 1, "unit_price": PRICE}
    await shop.wire.type("order.created", goods.event(customer, order_id) | {"items": [line, line]}, order_id)

    assert await shop.ending_of_typed(customer, order_id) == "out_of_stock"


async def test_the_body_says_which_order_it_is_and_not_the_key(
    shop: Shop, goods: Goods, customer: str, order_id: str
) -> None:
    await shop.wire.type("order.created", goods.event(customer, order_id), "another-key")

    assert await shop.ending_of_typed(customer, order_id) == "COMPLETED"


async def test_all_of_it_stands_in_the_trace_that_its_place_in_kafka_gives(
    shop: Shop, goods: Goods, customer: str, order_id: str
) -> None:
    typed = await shop.wire.type("order.created", goods.event(customer, order_id), order_id)
    trace_id = sha256(id_of(typed).encode()).hexdigest()[:32]

    records = await shop.wire.until_said(order_id, *GOOD_ENDING)

    [by_hand] = [record for record in records if record.topic == "order.created"]
    assert not by_hand.headers
    traces = {dict(record.headers)["traceparent"].decode().split("-")[1] for record in records if record.headers}
    assert traces == {trace_id}
