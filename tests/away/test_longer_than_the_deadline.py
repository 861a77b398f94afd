"""A service is away for longer than the deadline: its orders end by it, and what arrives later is undone."""

from dataclasses import replace
from functools import partial

from tests.away.absence import assert_the_books_agree, away, short_deadline
from tests.e2e.books import Books, read_books, until_books_are
from tests.e2e.goods import PIECES, PRICE, Goods
from tests.e2e.shop import Json, Shop
from tests.patience import eventually

DUE = PRICE - PRICE // 10
"""What the customer pays, with the coupon."""
NOTHING_MOVED = Books(PIECES, 0, 0, redeemed=0, charged=(), refunded=(), booked=0, called_off=0)
PAID_BACK = Books(PIECES, 0, 0, redeemed=0, charged=(DUE,), refunded=(DUE,), booked=0, called_off=0)


async def deadline_passes(shop: Shop, order_id: str) -> None:
    """Now, whatever was set."""
    sql = "update orders set deadline_at = now() where order_id = $1 returning status"
    [order] = await shop.rows("order_service", sql, order_id)
    assert order["status"] in ("PENDING", "PAID")


async def phase_of(shop: Shop, order_id: str) -> str | None:
    found = await shop.rows("payment_service", "select phase from payment where order_id = $1", order_id)
    return str(found[0]["phase"]) if found else None


async def until_captured(shop: Shop, order_id: str) -> None:
    async def is_captured() -> bool:
        return [line["amount"] for line in (await shop.ledger("payment_provider", order_id))["charges"]] == [DUE]

    await eventually(is_captured)


async def test_payment_is_away_before_it_heard_of_the_order(shop: Shop, goods: Goods, customer: str) -> None:
    async with short_deadline(shop, seconds=4):
        async with away(shop, "payment_service"):
            order_id = (await shop.place(customer, goods.order(coupon_code=goods.coupon)))["order_id"]
            assert await shop.ending_of(customer, order_id) == "deadline"
            await until_books_are(shop, goods, order_id, NOTHING_MOVED)

        await assert_the_books_agree(shop)

    assert await phase_of(shop, order_id) in ("WAITING", "FAILED")
    assert await read_books(shop, goods, order_id) == NOTHING_MOVED
    assert (await shop.see(customer, order_id))["reason"] == "deadline"


async def test_payment_dies_twice_and_never_hears_that_it_charged_the_card(
    shop: Shop, goods: Goods, customer: str
) -> None:
    async with shop.trouble("payment_provider", latency=2):
        order_id = (await shop.place(customer, goods.order(coupon_code=goods.coupon)))["order_id"]
        await shop.wire.until_said(order_id, "payment.requested")
        payment = shop.stack.member("payment_service")
        await payment.hold(kill=True)
    async with shop.trouble("payment_provider", silence=True, effect=1):
        await payment.release()
        await until_captured(shop, order_id)
        async with away(shop, "payment_service"):
            await deadline_passes(shop, order_id)
            assert await shop.ending_of(customer, order_id) == "deadline"

    await until_books_are(shop, goods, order_id, PAID_BACK)
    await assert_the_books_agree(shop)
    assert await phase_of(shop, order_id) == "REFUNDED"


async def test_shipping_is_away_after_the_charge(shop: Shop, goods: Goods, customer: str) -> None:
    async with away(shop, "shipping_service"):
        order_id = (await shop.place(customer, goods.order(coupon_code=goods.coupon)))["order_id"]
        await until_captured(shop, order_id)
        await shop.wire.until_said(order_id, "payment.succeeded")
        await deadline_passes(shop, order_id)
        assert await shop.ending_of(customer, order_id) == "deadline"
        await until_books_are(shop, goods, order_id, PAID_BACK)

    async def shipping_has_undone_its_part() -> list[Json]:
        sql = "select phase from shipment where order_id = $1 and phase in ('FAILED', 'CALLED_OFF')"
        return await shop.rows("shipping_service", sql, order_id)

    [shipment] = await eventually(shipping_has_undone_its_part)
    await assert_the_books_agree(shop)
    booked = int(shipment["phase"] == "CALLED_OFF")
    assert await read_books(shop, goods, order_id) == replace(PAID_BACK, booked=booked, called_off=booked)


async def test_a_silent_provider_is_given_up_and_settled_when_it_is_back(
    shop: Shop, goods: Goods, customer: str
) -> None:
    payment = shop.stack.member("payment_service")
    # Its first call makes the intent. It dies before the second, which would charge the card.
    await shop.restart("payment_service", {"CHOREO_FAULT": "before_outside:2"})
    try:
        order_id = (await shop.place(customer, goods.order(coupon_code=goods.coupon)))["order_id"]
        await shop.wire.until_said(order_id, "payment.requested")
        await payment.hold(kill=True)
        async with shop.trouble("payment_provider", silence=True, effect=0):
            await payment.release({"CHOREO_PAYMENT_GIVE_UP": "3", "CHOREO_OUTSIDE_TIMEOUT": "1"})
            await eventually(partial(given_up_in_vain, shop, order_id))
            assert (await shop.see(customer, order_id))["status"] == "PENDING"
        ending = await shop.ending_of(customer, order_id)
    finally:
        await shop.restart("payment_service")

    assert ending == "payment_unavailable"
    await until_books_are(shop, goods, order_id, NOTHING_MOVED)
    await assert_the_books_agree(shop)


async def given_up_in_vain(shop: Shop, order_id: str) -> list[Json]:
    """Whether the charge has been waiting for longer than payment has patience, and is to be tried again."""
    sql = """
        select 1 from payment join parked_event on key = convert_to(order_id, 'UTF8')
        where order_id = $1 and topic = 'payment.requested' and requested_at < now() - interval '5 seconds'
    """
    return await shop.rows("payment_service", sql, order_id)
