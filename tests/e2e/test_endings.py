"""Every way in which an order ends, and what it leaves in everybody's books."""

from typing import Any

import pytest

from tests.e2e.books import Books, until_books_are
from tests.e2e.goods import PIECES, Goods, address
from tests.e2e.shop import Shop
from tests.patience import eventually

NOTHING_MOVED = Books(PIECES, 0, 0, redeemed=0, charged=(), refunded=(), booked=0, called_off=0)


async def test_an_order_that_is_paid_and_shipped_is_completed(shop: Shop, goods: Goods, customer: str) -> None:
    order = await shop.place(customer, goods.order(2, coupon_code=goods.coupon))
    assert (order["status"], order["subtotal"], order["total"]) == ("PENDING", 2800, None)

    assert await shop.ending_of(customer, order["order_id"]) == "COMPLETED"

    order = await shop.see(customer, order["order_id"])
    assert (order["subtotal"], order["discount"], order["total"], order["currency"]) == (2800, 280, 2520, "EUR")
    sold = Books(PIECES - 2, 0, 2, redeemed=1, charged=(2520,), refunded=(), booked=1, called_off=0)
    await until_books_are(shop, goods, order["order_id"], sold)


async def test_an_order_that_costs_nothing_is_not_charged(shop: Shop, goods: Goods, customer: str) -> None:
    await shop.order("discount_service", "PUT", f"/coupons/{goods.coupon}", {"percent": 100})

    order = await shop.place(customer, goods.order(coupon_code=goods.coupon))

    assert await shop.ending_of(customer, order["order_id"]) == "COMPLETED"
    given = Books(PIECES - 1, 0, 1, redeemed=1, charged=(), refunded=(), booked=1, called_off=0)
    await until_books_are(shop, goods, order["order_id"], given)


@pytest.mark.parametrize(
    ("reason", "wish"),
    [
        pytest.param("out_of_stock", {"quantity": PIECES + 1}, id="more than there is"),
        pytest.param("coupon_rejected", {"coupon_code": "NO-SUCH-COUPON"}, id="an unknown coupon"),
        pytest.param(
            "payment_declined", {"payment_method": "pm_card_chargeDeclinedInsufficientFunds"}, id="an empty account"
        ),
        pytest.param("payment_declined", {"payment_method": "pm_unheard_of"}, id="an unknown card"),
    ],
)
async def test_a_refused_order_leaves_nothing_behind(
    shop: Shop, goods: Goods, customer: str, reason: str, wish: dict[str, Any]
) -> None:
    order = await shop.place(customer, goods.order(**{"coupon_code": goods.coupon, **wish}))

    assert await shop.ending_of(customer, order["order_id"]) == reason
    await until_books_are(shop, goods, order["order_id"], NOTHING_MOVED)


async def test_an_order_to_nowhere_is_paid_back(shop: Shop, goods: Goods, customer: str) -> None:
    wish = goods.order(coupon_code=goods.coupon, shipping_address=address("00000"))

    order = await shop.place(customer, wish)

    assert await shop.ending_of(customer, order["order_id"]) == "undeliverable"
    paid_back = Books(PIECES, 0, 0, redeemed=0, charged=(1260,), refunded=(1260,), booked=0, called_off=0)
    await until_books_are(shop, goods, order["order_id"], paid_back)
    payment = await shop.order("payment_service", "GET", f"/payments/{order['order_id']}")
    assert payment["phase"] == "REFUNDED"
    assert [refund["amount"] for refund in payment["refunds"]] == [1260]


async def test_a_paid_order_that_its_customer_cancels_is_paid_back_and_called_off(
    shop: Shop, goods: Goods, customer: str
) -> None:
    async with shop.trouble("carrier", latency=2):
        order_id = (await shop.place(customer, goods.order(coupon_code=goods.coupon)))["order_id"]

        async def is_paid() -> bool:
            return bool((await shop.see(customer, order_id))["status"] == "PAID")

        await eventually(is_paid)
        cancelled = await shop.ask(customer, "order_service", "POST", f"/orders/{order_id}/cancel")

    assert cancelled.status_code == 202
    assert (cancelled.json()["status"], cancelled.json()["reason"]) == ("CANCELLED", "customer_request")
    undone = Books(PIECES, 0, 0, redeemed=0, charged=(1260,), refunded=(1260,), booked=1, called_off=1)
    await until_books_are(shop, goods, order_id, undone)
    shipment = await shop.order("shipping_service", "GET", f"/shipments/{order_id}")
    assert shipment["phase"] == "CALLED_OFF"


async def test_an_order_that_has_ended_cannot_be_cancelled(shop: Shop, goods: Goods, customer: str) -> None:
    order_id = (await shop.place(customer, goods.order()))["order_id"]
    await shop.ending_of(customer, order_id)

    refused = await shop.ask(customer, "order_service", "POST", f"/orders/{order_id}/cancel")

    assert refused.status_code == 409
    assert refused.json()["status_of_order"] == "COMPLETED"
    assert await shop.ending_of(customer, order_id) == "COMPLETED"


async def test_the_last_piece_is_sold_once(shop: Shop, goods: Goods, customer: str) -> None:
    wishes = [await shop.place(customer, goods.order(PIECES)) for _ in range(3)]

    endings = [await shop.ending_of(customer, order["order_id"]) for order in wishes]

    assert sorted(endings) == ["COMPLETED", "out_of_stock", "out_of_stock"]
    [winner] = [order["order_id"] for order, ending in zip(wishes, endings, strict=True) if ending == "COMPLETED"]
    sold = Books(0, 0, PIECES, redeemed=0, charged=(14000,), refunded=(), booked=1, called_off=0)
    await until_books_are(shop, goods, winner, sold)
