"""Every order ends as it must, in whatever order and however often its events arrive."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from shared import ids
from shared.messaging.record import Record
from tests.choreography.ending import COMPLETED, Ending, cancelled
from tests.choreography.shop import Shop

ENDINGS: dict[str, tuple[dict[str, Any], Ending]] = {
    "completed": ({}, COMPLETED),
    "completed without a coupon": ({"coupon": None}, replace(COMPLETED, redeemed=0, charged=2800)),
    "out of stock": ({"quantity": 11}, cancelled("out_of_stock")),
    "coupon rejected": ({"coupon": "nonsense"}, cancelled("coupon_rejected")),
    "payment declined": ({"card": "pm_card_chargeDeclined"}, cancelled("payment_declined")),
    "undeliverable": ({"postal_code": "00000"}, cancelled("undeliverable", charged=True)),
}

each_ending = pytest.mark.parametrize(("wish", "ending"), ENDINGS.values(), ids=ENDINGS)


def delivered_again(record: Record) -> Record:
    return record


def with_another_id(record: Record) -> Record:
    """As if the inbox had forgotten it."""
    others = tuple(header for header in record.headers if header[0] != "ce_id")
    return replace(record, headers=(*others, ("ce_id", ids.new_id().encode())))


@each_ending
async def test_an_order_ends(shop: Shop, wish: dict[str, Any], ending: Ending) -> None:
    order = await shop.place(**wish)
    await shop.everything()
    assert await shop.ending(order) == ending


@each_ending
async def test_an_order_typed_by_hand_ends_alike(shop: Shop, wish: dict[str, Any], ending: Ending) -> None:
    order = shop.place_by_hand(**wish)
    await shop.everything()
    assert await shop.ending(order) == ending


@each_ending
@pytest.mark.parametrize("echo", [delivered_again, with_another_id])
async def test_an_order_ends_alike_when_every_event_comes_twice(
    shop: Shop, wish: dict[str, Any], ending: Ending, echo: Callable[[Record], Record]
) -> None:
    shop.echo = echo
    order = await shop.place(**wish)
    await shop.everything()
    assert await shop.ending(order) == ending


@each_ending
@pytest.mark.parametrize("chance", range(3))
async def test_an_order_ends_alike_in_whatever_order_its_events_come(
    shop: Shop, wish: dict[str, Any], ending: Ending, chance: int
) -> None:
    shop.pick = Random(chance).choice
    shop.echo = with_another_id
    order = shop.place_by_hand(**wish)
    await shop.everything()
    assert await shop.ending(order) == ending
