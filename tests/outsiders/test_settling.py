"""After a payment was settled, nothing moves any more: whatever was still on its way has no effect."""

import asyncio
from functools import partial

import pytest

from payment_service import gateway
from payment_service.gateway import Captured, Closed, Declined
from shared.outside import OutsideUnavailable
from tests.outsiders.environment import environment
from tests.outsiders.orders import Purchase
from tests.outsiders.persistence import persist
from tests.outsiders.process import OutsiderProcess


async def captures(provider: OutsiderProcess, purchase: Purchase) -> int:
    return len((await provider.ledger_of(purchase.order_id))["charges"])


async def test_what_was_settled_first_is_never_charged(provider: OutsiderProcess) -> None:
    purchase = Purchase()
    purchase.intent = await gateway.create(purchase)

    assert await gateway.settle(purchase) == Closed()

    assert await gateway.confirm(purchase) == Declined("settled before it was charged")
    assert await gateway.settle(purchase) == Closed()
    assert await captures(provider, purchase) == 0


async def test_what_was_charged_first_is_settled_as_charged(provider: OutsiderProcess) -> None:
    purchase = Purchase()
    purchase.intent = await gateway.create(purchase)
    charged = await gateway.confirm(purchase)

    assert await gateway.settle(purchase) == charged == Captured(purchase.intent or "")
    assert await captures(provider, purchase) == 1


async def test_a_charge_that_was_never_prepared_can_be_settled(provider: OutsiderProcess) -> None:
    purchase = Purchase()

    assert await gateway.settle(purchase) == Closed()

    late = Purchase(order_id=purchase.order_id)
    late.intent = await gateway.create(late)
    assert await gateway.confirm(late) == Declined("settled before it was charged")
    assert await captures(provider, purchase) == 0


@pytest.mark.parametrize(
    ("effect", "settled"),
    [(1, Captured), (0, Closed)],
    ids=["the lost request took effect", "the lost request had no effect"],
)
async def test_a_charge_without_an_answer_is_settled(
    provider: OutsiderProcess, effect: int, settled: type[Captured | Closed]
) -> None:
    purchase = Purchase()
    purchase.intent = await gateway.create(purchase)
    await provider.trouble(silence=True, effect=effect)
    with environment(outside_timeout=0.5), pytest.raises(OutsideUnavailable):
        await gateway.confirm(purchase)
    await provider.trouble()

    assert isinstance(await persist(lambda: gateway.settle(purchase)), settled)
    assert await captures(provider, purchase) == effect


async def test_charge_and_settlement_racing_each_other_agree(provider: OutsiderProcess) -> None:
    await provider.trouble(latency=0.002)
    endings = set()
    for turn in range(50):
        purchase = Purchase()
        if turn % 2:
            purchase.intent = await gateway.create(purchase)
        calls = [persist(partial(gateway.confirm, purchase)), persist(partial(gateway.settle, purchase))]
        racing = [asyncio.ensure_future(call) for call in (calls if turn % 4 < 2 else reversed(calls))]
        outcomes = {type(await each) for each in racing}

        endings.add(frozenset(outcomes))
        assert await captures(provider, purchase) == (1 if Captured in outcomes else 0)

    assert endings <= {frozenset({Captured}), frozenset({Closed, Declined})}
