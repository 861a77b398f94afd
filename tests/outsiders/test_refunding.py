"""What was captured is paid back once."""

import asyncio

import pytest
from stripe import InvalidRequestError

from payment_service import gateway
from payment_service.gateway import Refunded
from shared.outside import OutsideRefused
from tests.outsiders.orders import Purchase
from tests.outsiders.persistence import persist
from tests.outsiders.process import OutsiderProcess


async def refunds(provider: OutsiderProcess, purchase: Purchase) -> list[tuple[int, str]]:
    ledger = await provider.ledger_of(purchase.order_id)
    return [(refund["amount"], refund["refund"]) for refund in ledger["refunds"]]


async def paid() -> Purchase:
    purchase = Purchase()
    purchase.intent = await gateway.create(purchase)
    await gateway.confirm(purchase)
    return purchase


async def test_a_payment_is_refunded_once_however_often_it_is_tried(provider: OutsiderProcess) -> None:
    purchase = await paid()

    outcomes = await asyncio.gather(*(persist(lambda: gateway.refund(purchase)) for _ in range(10)))

    assert len(set(outcomes)) == 1
    assert await refunds(provider, purchase) == [(1400, outcomes[0].reference)]


async def test_a_refund_whose_key_the_provider_forgot_is_found(provider: OutsiderProcess) -> None:
    purchase = await paid()
    made = (await provider.http.post("/v1/refunds", data={"payment_intent": purchase.intent})).json()

    assert await gateway.refund(purchase) == Refunded(made["id"])
    assert await refunds(provider, purchase) == [(1400, made["id"])]


async def test_what_was_never_captured_is_not_refunded(provider: OutsiderProcess) -> None:
    declined = Purchase("pm_card_chargeDeclined")
    await gateway.confirm(declined)

    with pytest.raises(InvalidRequestError, match="does not have a successful charge"):
        await gateway.refund(declined)
    with pytest.raises(OutsideRefused, match="was never charged"):
        await gateway.refund(Purchase(amount=10**11))
    assert await refunds(provider, declined) == []
