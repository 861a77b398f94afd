"""What is held is given back, or leaves; once."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from inventory_service.domain import RELEASED, SHIPPED, TOMBSTONE
from inventory_service.handlers import on, release_stock, ship_stock
from inventory_service.tables import Reservation
from shared.events import (
    DiscountRejected,
    Event,
    InventoryReleased,
    InventoryShipped,
    Item,
    OrderCancelled,
    OrderCompleted,
    OrderCreated,
    PaymentFailed,
    ShipmentFailed,
)
from shared.messaging.unit import Unit
from tests.handlers.examples import ORDER
from tests.handlers.hearing import History, assert_unmoved, hear, row, unlisted
from tests.handlers.inventory.shelf import COMPLETED, CREATED, RELEASES, STATES, pieces, stocked

Release = DiscountRejected | PaymentFailed | ShipmentFailed | OrderCancelled
TWO_TEA = (Item(sku="tea", quantity=2),)

each_release = pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)


@each_release
async def test_held_stock_is_free_again(db: AsyncSession, release: Release) -> None:
    await stocked(db, tea=10)
    await hear(db, on, CREATED)

    assert await release_stock(release, Unit(db)) == InventoryReleased(order_id=ORDER, items=TWO_TEA)

    assert (await row(db, Reservation)).state == RELEASED
    assert await pieces(db, "tea") == (10, 0, 0)


@each_release
async def test_a_release_that_comes_first_leaves_a_tombstone(db: AsyncSession, release: Release) -> None:
    assert await release_stock(release, Unit(db)) is None
    assert (await row(db, Reservation)).state == TOMBSTONE


async def test_held_stock_leaves_with_a_completed_order(db: AsyncSession) -> None:
    await stocked(db, tea=10)
    await hear(db, on, CREATED)

    assert await ship_stock(COMPLETED, Unit(db)) == InventoryShipped(order_id=ORDER, items=TWO_TEA)

    assert (await row(db, Reservation)).state == SHIPPED
    assert await pieces(db, "tea") == (8, 0, 2)


A_RELEASE = (DiscountRejected, PaymentFailed, ShipmentFailed, OrderCancelled)
LISTED: dict[str, tuple[type[Event], ...]] = {
    "none": (OrderCreated, *A_RELEASE),
    "HELD": (*A_RELEASE, OrderCompleted),
}


@pytest.mark.parametrize(
    ("history", "event"), unlisted(on, {state: (STATES[state], LISTED.get(state, ())) for state in STATES})
)
async def test_a_reservation_is_deaf_to_anything_else(db: AsyncSession, history: History, event: type[Event]) -> None:
    await stocked(db, tea=10, cup=10)
    await hear(db, on, *history)
    before = await pieces(db, "tea")

    await assert_unmoved(db, on, Reservation, event)

    assert (await pieces(db, "tea"), await pieces(db, "cup")) == (before, (10, 0, 0))
