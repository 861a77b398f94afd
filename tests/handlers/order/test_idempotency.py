"""An Idempotency-Key places one order, within its window, for its customer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from order_service.domain import AlreadyPlaced, CannotOrder, KeyReused
from order_service.tables import IdempotencyKey
from shared.settings import settings
from tests.handlers.examples import CUSTOMER, ORDER
from tests.handlers.hearing import row
from tests.handlers.order.asked import listed, placed


async def test_the_same_key_with_the_same_body_names_the_order_that_was_placed(db: AsyncSession) -> None:
    await listed(db, "tea", 1400)
    await placed(db, ("tea", 1), idempotency_key="k")
    with pytest.raises(AlreadyPlaced) as twin:
        await placed(db, ("tea", 1), idempotency_key="k", order_id="order-2")
    assert twin.value.order_id == ORDER


async def test_the_same_key_with_another_body_is_refused(db: AsyncSession) -> None:
    await listed(db, "tea", 1400)
    await placed(db, ("tea", 1), idempotency_key="k")
    with pytest.raises(KeyReused):
        await placed(db, ("tea", 2), idempotency_key="k", body_sha256="another digest", order_id="order-2")


async def test_a_key_is_forgotten_after_its_window(db: AsyncSession, noon: Callable[[timedelta], None]) -> None:
    await listed(db, "tea", 1400)
    await placed(db, ("tea", 1), idempotency_key="k")
    noon(timedelta(seconds=settings().idempotency_window))
    with pytest.raises(AlreadyPlaced):
        await placed(db, ("tea", 1), idempotency_key="k", order_id="order-2")
    noon(timedelta(seconds=1))

    later = await placed(db, ("tea", 2), idempotency_key="k", body_sha256="another digest", order_id="order-2")

    assert later.order_id == "order-2"
    assert (await row(db, IdempotencyKey, (CUSTOMER, "k"))).order_id == "order-2"


async def test_two_customers_may_use_the_same_key(db: AsyncSession) -> None:
    await listed(db, "tea", 1400)
    await placed(db, ("tea", 1), idempotency_key="k")
    event = await placed(db, ("tea", 1), idempotency_key="k", customer_id="lee", order_id="order-2")
    assert event.order_id == "order-2"


async def test_an_order_that_was_refused_has_not_used_up_its_key(db: AsyncSession) -> None:
    with pytest.raises(CannotOrder):
        await placed(db, ("tea", 1), idempotency_key="k")
    await listed(db, "tea", 1400)
    assert (await placed(db, ("tea", 1), idempotency_key="k")).order_id == ORDER
