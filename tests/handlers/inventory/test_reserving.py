"""Every line of an order is held, or none."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from inventory_service.domain import HELD, REJECTED, TOMBSTONE
from inventory_service.handlers import on, reserve_stock
from inventory_service.tables import Reservation
from shared.events import Event, InventoryRejected, InventoryReserved, Item, OrderCreated, Shortage
from shared.messaging.unit import Unit
from tests.handlers.examples import ORDER, example, other
from tests.handlers.hearing import hear, row
from tests.handlers.inventory.shelf import CREATED, RELEASES, pieces, stocked


def an_order_of(*lines: tuple[str, int]) -> OrderCreated:
    return example(OrderCreated, items=[{"sku": sku, "quantity": many, "unit_price": 1400} for sku, many in lines])


async def test_every_line_of_an_order_is_held(db: AsyncSession) -> None:
    await stocked(db, tea=10, cup=10)

    said = await reserve_stock(an_order_of(("tea", 3), ("cup", 10)), Unit(db))

    held = (Item(sku="cup", quantity=10), Item(sku="tea", quantity=3))
    assert said == InventoryReserved(order_id=ORDER, items=held)
    assert (await pieces(db, "tea"), await pieces(db, "cup")) == ((7, 3, 0), (0, 10, 0))
    assert (await row(db, Reservation)).state == HELD


async def test_no_line_is_held_when_one_is_short(db: AsyncSession) -> None:
    await stocked(db, tea=10, cup=1)

    said = await reserve_stock(an_order_of(("tea", 3), ("cup", 2)), Unit(db))

    assert said == InventoryRejected(order_id=ORDER, short=(Shortage(sku="cup", quantity=2, free=1),))
    assert (await pieces(db, "tea"), await pieces(db, "cup")) == ((10, 0, 0), (1, 0, 0))
    assert (await row(db, Reservation)).state == REJECTED


async def test_two_lines_of_one_product_are_added_up(db: AsyncSession) -> None:
    await stocked(db, tea=3)

    said = await reserve_stock(an_order_of(("tea", 2), ("tea", 2)), Unit(db))

    assert said == InventoryRejected(order_id=ORDER, short=(Shortage(sku="tea", quantity=4, free=3),))


async def test_two_lines_of_one_product_are_held_together(db: AsyncSession) -> None:
    await stocked(db, tea=4)

    said = await reserve_stock(an_order_of(("tea", 2), ("tea", 2)), Unit(db))

    assert said == InventoryReserved(order_id=ORDER, items=(Item(sku="tea", quantity=4),))
    assert await pieces(db, "tea") == (0, 4, 0)


async def test_of_an_unknown_product_none_is_free(db: AsyncSession) -> None:
    said = await reserve_stock(an_order_of(("unicorn", 1)), Unit(db))
    assert said == InventoryRejected(order_id=ORDER, short=(Shortage(sku="unicorn", quantity=1, free=0),))


async def test_what_one_order_holds_another_cannot_have(db: AsyncSession) -> None:
    await stocked(db, tea=3)
    await hear(db, on, CREATED)

    said = await reserve_stock(example(OrderCreated, order_id="order-2"), Unit(db))

    assert isinstance(said, InventoryRejected)
    assert await pieces(db, "tea") == (1, 2, 0)


@pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)
async def test_nothing_is_held_for_an_order_that_was_released_before_it_came(db: AsyncSession, release: Event) -> None:
    await stocked(db, tea=10)
    assert await hear(db, on, release) == [None]

    assert await reserve_stock(CREATED, Unit(db)) is None

    assert (await row(db, Reservation)).state == TOMBSTONE
    assert await pieces(db, "tea") == (10, 0, 0)


async def test_the_second_order_created_with_the_same_id_holds_nothing(db: AsyncSession) -> None:
    await stocked(db, tea=10, cup=10)
    await hear(db, on, CREATED)

    assert await reserve_stock(other(OrderCreated), Unit(db)) is None

    assert (await pieces(db, "tea"), await pieces(db, "cup")) == ((8, 2, 0), (10, 0, 0))
