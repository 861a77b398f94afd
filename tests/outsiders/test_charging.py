"""A customer is charged once, or not at all."""

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


async def captured(provider: OutsiderProcess, purchase: Purchase) -> list[tuple[int, str]]:
    ledger = await provider.ledger_of(purchase.order_id)
    return [(charge["amount"], charge["currency"]) for charge in ledger["charges"]]


async def status_at(provider: OutsiderProcess, intent: str | None) -> str:
    return str((await provider.http.get(f"/v1/payment_intents/{intent}")).json()["status"])


async def test_preparing_a_charge_moves_no_money(provider: OutsiderProcess) -> None:
    purchase = Purchase()

    first, second = await gateway.create(purchase), await gateway.create(purchase)

    assert first == second
    assert await status_at(provider, first) == "requires_payment_method"
    assert await captured(provider, purchase) == []


async def test_a_card_is_charged_once_however_often_it_is_tried(provider: OutsiderProcess) -> None:
    purchase = Purchase()
    purchase.intent = await gateway.create(purchase)

    outcomes = await asyncio.gather(*(persist(lambda: gateway.confirm(purchase)) for _ in range(10)))

    assert set(outcomes) == {Captured(str(purchase.intent))}
    assert await captured(provider, purchase) == [(1400, "KRW")]


async def test_a_charge_whose_preparation_was_forgotten_is_the_same_charge(provider: OutsiderProcess) -> None:
    purchase = Purchase()
    intent = await gateway.create(purchase)

    assert await gateway.confirm(purchase) == Captured(str(intent))
    assert await captured(provider, purchase) == [(1400, "KRW")]


async def test_a_charge_whose_answer_was_lost_is_found_again(provider: OutsiderProcess) -> None:
    purchase = Purchase()
    purchase.intent = await gateway.create(purchase)
    await provider.trouble(silence=True, effect=1)
    with environment(outside_timeout=0.5), pytest.raises(OutsideUnavailable, match=r"no answer within 0\.5 s"):
        await gateway.confirm(purchase)
    await provider.trouble()

    assert await persist(lambda: gateway.confirm(purchase)) == Captured(purchase.intent or "")
    assert await captured(provider, purchase) == [(1400, "KRW")]


async def test_errors_of_the_provider_never_charge_twice(provider: OutsiderProcess) -> None:
    purchases = [Purchase() for _ in range(20)]
    await provider.trouble(error_rate=0.5, latency=0.01)

    with environment(outside_failures=1000):
        outcomes = await asyncio.gather(*(persist(partial(gateway.confirm, purchase)) for purchase in purchases))

    assert all(isinstance(outcome, Captured) for outcome in outcomes)
    assert [await captured(provider, purchase) for purchase in purchases] == [[(1400, "KRW")]] * 20


@pytest.mark.parametrize(
    ("card", "why"),
    [
        ("pm_card_visa_chargeDeclined", "generic_decline"),
        ("pm_card_chargeDeclined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_card_authenticationRequired", "requires_action"),
        ("a card nobody knows", "resource_missing"),
        ("", "payment_intent_unexpected_state"),
    ],
)
async def test_a_declined_payment_can_never_be_charged_later(provider: OutsiderProcess, card: str, why: str) -> None:
    purchase = Purchase(card)
    purchase.intent = await gateway.create(purchase)

    assert await gateway.confirm(purchase) == Declined(why)

    assert await status_at(provider, purchase.intent) == "canceled"
    assert await gateway.confirm(purchase) == Declined(why)
    assert await captured(provider, purchase) == []


async def test_an_amount_that_the_provider_does_not_take_is_declined(provider: OutsiderProcess) -> None:
    purchase = Purchase(amount=10**11)

    assert await gateway.create(purchase) is None
    assert await gateway.confirm(purchase) == Declined("amount_too_large")
    assert await gateway.settle(purchase) == Closed()
    assert await captured(provider, purchase) == []


@pytest.mark.parametrize("card", ["pm_card_visa", "pm_card_mastercard", "pm_card_kr"])
async def test_good_cards_pay(provider: OutsiderProcess, card: str) -> None:
    purchase = Purchase(card, amount=99_999_999, currency="EUR")

    assert isinstance(await gateway.confirm(purchase), Captured)
    assert await captured(provider, purchase) == [(99_999_999, "EUR")]
