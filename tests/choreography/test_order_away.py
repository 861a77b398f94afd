"""Race: order_service is away. Refusals are undone by the others all the same; the order ends when it is back."""

from typing import Any

import pytest

from shared.events import (
    DiscountReleased,
    Event,
    InventoryReleased,
    OrderCancelled,
    PaymentRefunded,
)
from tests.choreography.ending import COMPLETED, Ending, cancelled
from tests.choreography.shop import Shop
from tests.contracts.services import ORDER

UNDONE: dict[str, tuple[dict[str, Any], set[type[Event]], Ending]] = {
    "out of stock": ({"quantity": 11}, {DiscountReleased}, cancelled("out_of_stock")),
    "coupon rejected": ({"coupon": "nonsense"}, {InventoryReleased}, cancelled("coupon_rejected")),
    "payment declined": (
        {"card": "pm_card_chargeDeclined"},
        {InventoryReleased, DiscountReleased},
        cancelled("payment_declined"),
    ),
    "undeliverable": (
        {"postal_code": "00000"},
        {InventoryReleased, DiscountReleased, PaymentRefunded},
        cancelled("undeliverable", charged=True),
    ),
}


@pytest.mark.parametrize(("wish", "undoing", "ending"), UNDONE.values(), ids=UNDONE)
async def test_a_refusal_is_undone_without_order_which_ends_when_it_is_back(
    shop: Shop, wish: dict[str, Any], undoing: set[type[Event]], ending: Ending
) -> None:
    order = await shop.place(**wish)
    await shop.everything(away=[ORDER])

    assert undoing <= set(map(type, shop.said))
    assert OrderCancelled not in map(type, shop.said)
    assert (await shop.stock(), await shop.redeemed()) == ((10, 0, 0), 0)
    assert await shop.status(order) == "PENDING"

    await shop.everything()

    assert await shop.ending(order) == ending


async def test_a_good_order_goes_on_without_order_and_is_completed_when_it_is_back(shop: Shop) -> None:
    order = await shop.place()
    await shop.everything(away=[ORDER])
    assert await shop.status(order) == "PENDING"
    assert (await shop.stock(), await shop.redeemed()) == ((8, 2, 0), 1)

    await shop.everything()

    assert await shop.ending(order) == COMPLETED
