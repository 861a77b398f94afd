"""What is sold, and the pieces that come in."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from inventory_service.commands import list_product, restock
from inventory_service.domain import UnknownProduct
from inventory_service.tables import Restock
from shared.events import ProductListed
from shared.messaging.unit import Unit
from tests.handlers.inventory.shelf import pieces, stocked


async def test_each_change_of_a_product_is_a_newer_version(db: AsyncSession) -> None:
    said = []
    for price in (1400, 1500):
        said.append(await list_product("tea", "Tea", price, "KRW", Unit(db)))
        await db.flush()
    assert said == [
        ProductListed(sku="tea", name="Tea", unit_price=price, currency="KRW", version=version)
        for price, version in ((1400, 1), (1500, 2))
    ]


async def test_a_changed_product_keeps_its_pieces(db: AsyncSession) -> None:
    await stocked(db, tea=10)
    await list_product("tea", "Green tea", 1500, "KRW", Unit(db))
    assert await pieces(db, "tea") == (10, 0, 0)


async def test_pieces_that_come_in_are_free_and_noted(db: AsyncSession) -> None:
    await stocked(db, tea=10)

    await restock("tea", 5, Unit(db))

    assert await pieces(db, "tea") == (15, 0, 0)
    noted = await Unit(db).find(Restock, sku="tea")
    assert sorted(each.quantity for each in noted) == [5, 10]


async def test_an_unknown_product_cannot_come_in(db: AsyncSession) -> None:
    with pytest.raises(UnknownProduct, match="unicorn"):
        await restock("unicorn", 1, Unit(db))
