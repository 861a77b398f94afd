"""Race: an order is cancelled before it is reserved, redeemed or joined. Nothing is held, nothing is requested."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from shared.events import DiscountApplied, Event, InventoryReserved, OrderCancelled, OrderCreated, PaymentRequested
from shared.settings import settings
from tests.choreography.ending import cancelled
from tests.choreography.shop import Shop
from tests.contracts.services import DISCOUNT, INVENTORY, PAYMENT, SHIPPING

Passing = Callable[[timedelta], None]


async def by_the_customer(shop: Shop, order: str, time_passes: Passing) -> None:
    await shop.cancel(order)


async def by_the_deadline(shop: Shop, order: str, time_passes: Passing) -> None:
    time_passes(timedelta(seconds=settings().order_deadline))
    await shop.expire(order)


@pytest.mark.parametrize(("cancel", "reason"), [(by_the_customer, "customer_request"), (by_the_deadline, "deadline")])
@pytest.mark.parametrize("early", [(INVENTORY,), (DISCOUNT,), (PAYMENT,), (SHIPPING,), (INVENTORY, DISCOUNT)])
async def test_a_cancel_that_overtakes_the_order_leaves_nothing_held(
    shop: Shop,
    time_passes: Passing,
    cancel: Callable[[Shop, str, Passing], Awaitable[None]],
    reason: str,
    early: tuple[str, ...],
) -> None:
    order = await shop.place()
    await cancel(shop, order, time_passes)
    for service in early:
        await shop.deliver(OrderCancelled, to=service)

    await shop.everything()

    assert await shop.ending(order) == cancelled(reason)
    silent = {INVENTORY: InventoryReserved, DISCOUNT: DiscountApplied, PAYMENT: PaymentRequested}
    assert {silent[service] for service in early if service in silent}.isdisjoint(map(type, shop.said))


@pytest.mark.parametrize("first", [OrderCreated, InventoryReserved, DiscountApplied])
async def test_a_cancel_before_the_last_fact_is_in_asks_for_no_payment(shop: Shop, first: type[Event]) -> None:
    order = await shop.place()
    await shop.deliver(OrderCreated, to=INVENTORY)
    await shop.deliver(OrderCreated, to=DISCOUNT)
    await shop.cancel(order)

    await shop.deliver(first, to=PAYMENT)
    await shop.deliver(OrderCancelled, to=PAYMENT)
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request")
    assert PaymentRequested not in map(type, shop.said)


async def test_a_cancel_while_the_payment_is_being_prepared_asks_for_no_payment(shop: Shop) -> None:
    order = await shop.place()
    await shop.deliver(OrderCreated, to=INVENTORY)
    await shop.deliver(OrderCreated, to=DISCOUNT)
    await shop.deliver(OrderCreated, to=PAYMENT)
    await shop.deliver(InventoryReserved, to=PAYMENT)
    joining = await shop.begin(DiscountApplied, to=PAYMENT)
    await joining.call()

    await shop.cancel(order)
    await shop.deliver(OrderCancelled, to=PAYMENT)
    await joining.go_on()
    await shop.everything()

    assert await shop.ending(order) == cancelled("customer_request")
    assert PaymentRequested not in map(type, shop.said)
