"""An order of the running shop is replayed: it goes the same way, step by step, to the same end."""

from typing import Any

import pytest

from choreo.exploration.rooms import Rooms
from choreo.replay.ending import Ending
from choreo.replay.replay import Replay, replay_in
from choreo.replay.verdict import differences
from tests.e2e.goods import PIECES, Goods, address
from tests.e2e.shop import Shop
from tests.e2e.wire import GOOD_ENDING
from tests.patience import eventually
from tests.replay.recordings import recorded

ADA = "replayed-ada"
UNDONE = ("order.cancelled", "inventory.released", "discount.released")


def said(replay: Replay) -> set[str]:
    """All that was said in it."""
    return {saying.topic for step in replay.steps for saying in step.said}


def reproduced(replay: Replay, ending: Ending) -> bool:
    """Whether it went as recorded, and so; what differs is shown."""
    assert differences(replay) == []
    assert replay.recorded == ending
    return replay.reproduces


async def test_an_order_that_was_completed(shop: Shop, goods: Goods, rooms: dict[str, Rooms]) -> None:
    order_id = (await shop.place(ADA, goods.order(2, coupon_code=goods.coupon)))["order_id"]

    replay = await replay_in(rooms, await recorded(shop, order_id, *GOOD_ENDING))

    assert reproduced(replay, Ending("COMPLETED"))
    assert said(replay) == set(GOOD_ENDING)
    assert f"{goods.sku}: 2 free, as inventory.reserved shows" in replay.given
    assert f"coupon {goods.coupon}: 280 EUR off, as discount.applied shows" in replay.given
    assert [step.service for step in replay.steps if step.does == "place_order"] == ["order_service"]
    [charged] = [step for step in replay.steps if step.does == "charge_card"]
    assert charged.changes[0].columns["phase"] == ("REQUESTED", "CAPTURED")


@pytest.mark.parametrize(
    ("reason", "wish", "last"),
    [
        pytest.param("out_of_stock", {"quantity": PIECES + 1}, ["discount.released"], id="more than there is"),
        pytest.param("coupon_rejected", {"coupon_code": "NO-SUCH"}, ["inventory.released"], id="no such coupon"),
        pytest.param("payment_declined", {"payment_method": "pm_card_chargeDeclined"}, UNDONE, id="a declined card"),
        pytest.param(
            "undeliverable",
            {"shipping_address": address("00000")},
            ["payment.refunded", *UNDONE],
            id="an address that is not served",
        ),
    ],
)
async def test_an_order_that_was_refused(
    shop: Shop, goods: Goods, rooms: dict[str, Rooms], reason: str, wish: dict[str, Any], last: list[str]
) -> None:
    order_id = (await shop.place(ADA, goods.order(**wish)))["order_id"]

    replay = await replay_in(rooms, await recorded(shop, order_id, "order.cancelled", *last))

    assert reproduced(replay, Ending("CANCELLED", reason))


async def test_a_paid_order_that_its_customer_cancelled(shop: Shop, goods: Goods, rooms: dict[str, Rooms]) -> None:
    async with shop.trouble("carrier", latency=2):
        order_id = (await shop.place(ADA, goods.order()))["order_id"]

        async def is_paid() -> bool:
            return bool((await shop.see(ADA, order_id))["status"] == "PAID")

        await eventually(is_paid)
        await shop.ask(ADA, "order_service", "POST", f"/orders/{order_id}/cancel")

    replay = await replay_in(rooms, await recorded(shop, order_id, *UNDONE, "payment.refunded", "shipment.cancelled"))

    assert reproduced(replay, Ending("CANCELLED", "customer_request"))
    assert [step.does for step in replay.steps if step.told.wish] == ["place_order", "cancel_order"]
    assert [call.function.__name__ for step in replay.steps for call in step.calls][-2:] == ["refund", "call_off"]


async def test_an_order_that_was_typed_twice(shop: Shop, goods: Goods, rooms: dict[str, Rooms], order_id: str) -> None:
    for _ in range(2):
        await shop.wire.type("order.created", goods.event(ADA, order_id), order_id)

    recording = await recorded(shop, order_id, *GOOD_ENDING)
    replay = await replay_in(rooms, recording)

    assert reproduced(replay, Ending("COMPLETED"))
    assert [said.speaker for said in recording.said if said.topic == "order.created"] == [None, None]
    assert "place_order" not in {step.does for step in replay.steps}
    assert [step.said for step in replay.steps if str(step.told) == "order.created (no. 2)"] == [()] * 5


async def test_what_is_no_event_is_left_out_and_told(
    shop: Shop, goods: Goods, rooms: dict[str, Rooms], order_id: str
) -> None:
    await shop.wire.type("order.created", b"{", order_id)
    await shop.wire.type("order.created", goods.event(ADA, order_id), order_id)

    recording = await recorded(shop, order_id, *GOOD_ENDING)
    replay = await replay_in(rooms, recording)

    assert reproduced(replay, Ending("COMPLETED"))
    [(record, why)] = recording.strangers
    assert (record.value, record.topic) == (b"{", "order.created")
    assert "Invalid JSON" in why
