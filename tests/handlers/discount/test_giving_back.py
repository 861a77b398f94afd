"""A redemption is given back, once."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from discount_service.domain import RELEASED, TOMBSTONE
from discount_service.handlers import on, release_coupon
from discount_service.tables import Redemption
from shared.events import (
    DiscountReleased,
    Event,
    InventoryRejected,
    OrderCancelled,
    OrderCreated,
    PaymentFailed,
    ShipmentFailed,
)
from shared.messaging.unit import Unit
from tests.handlers.discount.coupons import CREATED, PLAIN, RELEASES, STATES, coupon, redeemed
from tests.handlers.examples import ORDER
from tests.handlers.hearing import History, assert_unmoved, hear, row, unlisted

Release = InventoryRejected | PaymentFailed | ShipmentFailed | OrderCancelled

each_release = pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)


@each_release
async def test_a_redeemed_coupon_is_given_back(db: AsyncSession, release: Release) -> None:
    await coupon(db)
    await hear(db, on, CREATED)

    assert await release_coupon(release, Unit(db)) == DiscountReleased(order_id=ORDER, coupon_code="TEN")

    assert (await row(db, Redemption)).state == RELEASED
    assert await redeemed(db) == 0


@each_release
async def test_an_order_without_a_coupon_gives_back_its_discount_of_nothing(db: AsyncSession, release: Release) -> None:
    await hear(db, on, PLAIN)
    assert await release_coupon(release, Unit(db)) == DiscountReleased(order_id=ORDER)


@each_release
async def test_a_release_that_comes_first_leaves_a_tombstone(db: AsyncSession, release: Release) -> None:
    assert await release_coupon(release, Unit(db)) is None
    assert (await row(db, Redemption)).state == TOMBSTONE


A_RELEASE = (InventoryRejected, PaymentFailed, ShipmentFailed, OrderCancelled)
LISTED = {"none": (OrderCreated, *A_RELEASE), "REDEEMED": A_RELEASE, "REDEEMED, no coupon": A_RELEASE}


@pytest.mark.parametrize(
    ("history", "event"), unlisted(on, {state: (STATES[state], LISTED.get(state, ())) for state in STATES})
)
async def test_a_redemption_is_deaf_to_anything_else(db: AsyncSession, history: History, event: type[Event]) -> None:
    await coupon(db)
    await coupon(db, "OTHER")
    await hear(db, on, *history)
    before = await redeemed(db)

    await assert_unmoved(db, on, Redemption, event)

    assert (await redeemed(db), await redeemed(db, "OTHER")) == (before, 0)
