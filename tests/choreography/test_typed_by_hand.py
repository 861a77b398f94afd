"""Races: facts overtake an order typed by hand at order_service; and an order.created comes a second time."""

from typing import Any

import pytest

from shared.events import OrderCreated
from tests.choreography.ending import COMPLETED, Ending, cancelled
from tests.choreography.shop import Shop
from tests.contracts.services import ORDER

OVERTAKEN: dict[str, tuple[dict[str, Any], Ending]] = {
    "completed": ({}, COMPLETED),
    "out of stock": ({"quantity": 11}, cancelled("out_of_stock")),
    "coupon rejected": ({"coupon": "nonsense"}, cancelled("coupon_rejected")),
    "payment declined": ({"card": "pm_card_chargeDeclined"}, cancelled("payment_declined")),
    "undeliverable": ({"postal_code": "00000"}, cancelled("undeliverable", charged=True)),
}


@pytest.mark.parametrize(("wish", "ending"), OVERTAKEN.values(), ids=OVERTAKEN)
async def test_facts_that_overtake_an_order_are_kept_and_decided_when_it_comes(
    shop: Shop, wish: dict[str, Any], ending: Ending
) -> None:
    order = shop.place_by_hand(**wish)
    late = shop.hold_back(OrderCreated, to=ORDER)
    await shop.everything()
    assert await shop.status(order) == "STUB"

    shop.under_way.append(late)
    await shop.everything()

    assert await shop.ending(order) == ending


@pytest.mark.parametrize("after", range(0, 24, 3))
async def test_a_second_order_created_has_no_effect_at_any_moment(shop: Shop, after: int) -> None:
    order = shop.place_by_hand()
    for _ in range(after):
        if shop.under_way:
            await shop.hand_over(shop.under_way[0])

    shop.place_by_hand(order, quantity=1, coupon=None, card="pm_card_chargeDeclined", postal_code="00000")
    await shop.everything()

    assert await shop.ending(order) == COMPLETED


@pytest.mark.parametrize("after", range(0, 24, 3))
async def test_a_second_order_created_does_not_raise_a_cancelled_order(shop: Shop, after: int) -> None:
    order = shop.place_by_hand()
    await shop.deliver(OrderCreated, to=ORDER)
    await shop.cancel(order)
    for _ in range(after):
        if shop.under_way:
            await shop.hand_over(shop.under_way[0])

    shop.place_by_hand(order)
    await shop.everything()

    assert (await shop.ending(order)).status == "CANCELLED"
    assert (await shop.stock(), await shop.redeemed()) == ((10, 0, 0), 0)
