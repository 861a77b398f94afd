"""A coupon takes off what it says, for orders that it is good for."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from discount_service.domain import REDEEMED, REJECTED, TOMBSTONE
from discount_service.handlers import on, redeem_coupon
from discount_service.tables import Redemption
from shared import clock
from shared.events import DiscountApplied, DiscountRejected, Event, OrderCreated
from shared.messaging.unit import Unit
from tests.handlers.discount.coupons import CREATED, PLAIN, RELEASES, UNKNOWN_COUPON, coupon, redeemed
from tests.handlers.examples import ORDER, SUBTOTAL, example
from tests.handlers.hearing import hear, row


@pytest.mark.parametrize(
    ("terms", "discount"),
    [
        ({"percent": 10}, 280),
        ({"percent": 100}, SUBTOTAL),
        ({"percent": 150}, SUBTOTAL),
        ({"amount": 500, "currency": "KRW"}, 500),
        ({"amount": SUBTOTAL + 1, "currency": "KRW"}, SUBTOTAL),
        ({"percent": 10, "minimum": SUBTOTAL}, 280),
        ({"percent": 10, "limit": 1}, 280),
    ],
    ids=lambda told: " ".join(f"{name} {value}" for name, value in told.items()) if isinstance(told, dict) else None,
)
async def test_a_coupon_takes_off_what_it_says_and_never_more_than_the_subtotal(
    db: AsyncSession, terms: dict[str, Any], discount: int
) -> None:
    await coupon(db, **terms)

    said = await redeem_coupon(CREATED, Unit(db))

    assert said == DiscountApplied(order_id=ORDER, coupon_code="TEN", discount=discount, currency="KRW")
    assert await redeemed(db) == 1
    redemption = await row(db, Redemption)
    assert (redemption.state, redemption.discount) == (REDEEMED, discount)


async def test_half_a_coin_is_not_taken_off(db: AsyncSession) -> None:
    await coupon(db, percent=10)
    cheap = example(OrderCreated, coupon_code="TEN", items=[{"sku": "tea", "quantity": 1, "unit_price": 19}])
    said = await redeem_coupon(cheap, Unit(db))
    assert isinstance(said, DiscountApplied)
    assert said.discount == 1


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"amount": 500, "currency": "EUR"}, "coupon TEN is in EUR; the order is in KRW"),
        ({"limit": 0}, "coupon TEN was redeemed 0 times, its limit"),
        ({"minimum": SUBTOTAL + 1}, "coupon TEN is good for orders from 2801; this one is 2800"),
    ],
    ids=["another currency", "its limit is reached", "the order is too small"],
)
async def test_a_coupon_that_is_not_good_for_the_order_is_refused(
    db: AsyncSession, terms: dict[str, Any], why: str
) -> None:
    await coupon(db, **terms)

    said = await redeem_coupon(CREATED, Unit(db))

    assert said == DiscountRejected(order_id=ORDER, detail=why)
    assert await redeemed(db) == 0
    assert (await row(db, Redemption)).state == REJECTED


async def test_an_expired_coupon_is_refused(db: AsyncSession, noon: object) -> None:
    await coupon(db, expires_at=clock.now())
    said = await redeem_coupon(CREATED, Unit(db))
    assert said == DiscountRejected(order_id=ORDER, detail="coupon TEN has expired")


async def test_a_coupon_is_good_until_it_expires(db: AsyncSession, noon: object) -> None:
    await coupon(db, expires_at=clock.now() + timedelta(milliseconds=1))
    assert isinstance(await redeem_coupon(CREATED, Unit(db)), DiscountApplied)


async def test_an_unknown_coupon_is_refused(db: AsyncSession) -> None:
    said = await redeem_coupon(UNKNOWN_COUPON, Unit(db))
    assert said == DiscountRejected(order_id=ORDER, detail="there is no coupon NONSENSE")


async def test_an_order_without_a_coupon_pays_its_subtotal(db: AsyncSession) -> None:
    said = await redeem_coupon(PLAIN, Unit(db))
    assert said == DiscountApplied(order_id=ORDER, discount=0, currency="KRW")


async def test_a_coupon_is_never_redeemed_above_its_limit(db: AsyncSession) -> None:
    await coupon(db, limit=1)
    await hear(db, on, CREATED)

    said = await redeem_coupon(example(OrderCreated, order_id="order-2", coupon_code="TEN"), Unit(db))

    assert said == DiscountRejected(order_id="order-2", detail="coupon TEN was redeemed 1 times, its limit")
    assert await redeemed(db) == 1


async def test_changed_terms_keep_what_was_redeemed(db: AsyncSession) -> None:
    await coupon(db)
    await hear(db, on, CREATED)
    await coupon(db, limit=1)
    said = await redeem_coupon(example(OrderCreated, order_id="order-2", coupon_code="TEN"), Unit(db))
    assert isinstance(said, DiscountRejected)


@pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)
async def test_nothing_is_redeemed_for_an_order_that_was_released_before_it_came(
    db: AsyncSession, release: Event
) -> None:
    await coupon(db)
    await hear(db, on, release)

    assert await redeem_coupon(CREATED, Unit(db)) is None

    assert (await row(db, Redemption)).state == TOMBSTONE
    assert await redeemed(db) == 0
