"""What cannot be handled is parked, tried again, and at last a dead letter; nothing behind it waits."""

import asyncio
import json
from base64 import b64decode

from shared import clock, ids
from shared.messaging.tables import DEAD, RETRYING, ParkedEvent
from tests.patience import eventually
from tests.runtime.conftest import Kitchen
from tests.runtime.kitchen import trouble


async def test_a_handler_that_fails_twice_and_then_works_has_worked_once(
    kitchen_of_today: Kitchen, order_id: str
) -> None:
    trouble.handler[order_id] = 2
    async with kitchen_of_today.at_work():
        await kitchen_of_today.hears(order_id, "soup")
        await eventually(lambda: kitchen_of_today.cooked(order_id))
        await eventually(lambda: _nothing_is_parked(kitchen_of_today))

    assert await kitchen_of_today.cooked(order_id) == 1
    assert trouble.handler[order_id] == -1


async def test_a_handler_that_always_fails_is_dead_after_five_tries_and_its_copy_on_the_dlq_is_whole(
    kitchen_of_today: Kitchen, order_id: str
) -> None:
    trouble.handler[order_id] = 1000
    async with kitchen_of_today.at_work():
        sent = await kitchen_of_today.hears(order_id, "soup", event_id=f"{order_id}-event")
        (dead,) = await eventually(lambda: kitchen_of_today.parked(DEAD))
        (copy,) = await kitchen_of_today.said(f"{kitchen_of_today.service.name}.dlq", order_id)

    assert trouble.handler[order_id] == 1000 - 5
    assert (dead.attempts, dead.error) == (5, "RuntimeError: the pot boiled over")
    assert (dead.topic, dead.partition, dead.offset) == (sent.topic, sent.partition, sent.offset)
    assert copy.value == json.dumps({"order_id": order_id, "dish": "soup"}).encode()
    told = dict(copy.headers)
    assert told["ce_id"] == f"{order_id}-event".encode()
    assert told["choreo-error"] == b"RuntimeError: the pot boiled over"
    assert told["choreo-attempts"] == b"5"
    assert told["choreo-origin"].startswith(f"dish.ordered/{sent.partition}/{sent.offset}/".encode())
    assert told["choreo-parked-id"] == dead.id.encode()
    assert await kitchen_of_today.handled() == 0


async def test_a_failing_event_holds_up_nothing_behind_it(kitchen_of_today: Kitchen, order_id: str) -> None:
    trouble.handler[order_id] = 1000
    behind = [ids.new_id() for _ in range(20)]
    async with kitchen_of_today.at_work():
        await kitchen_of_today.hears(order_id, "soup")
        for order in behind:
            await kitchen_of_today.hears(order, "soup", key=order_id.encode())
        await kitchen_of_today.said("dish.cooked", *behind)


async def test_a_dead_letter_that_is_replayed_when_the_cause_is_gone_is_handled_once(
    kitchen_of_today: Kitchen, order_id: str
) -> None:
    trouble.handler[order_id] = 5
    async with kitchen_of_today.at_work():
        await kitchen_of_today.hears(order_id, "soup")
        (dead,) = await eventually(lambda: kitchen_of_today.parked(DEAD))
        await _replay(kitchen_of_today, dead)
        await eventually(lambda: kitchen_of_today.cooked(order_id))
        await eventually(lambda: _nothing_is_parked(kitchen_of_today))

    assert await kitchen_of_today.cooked(order_id) == 1


async def test_bytes_that_are_no_event_are_dead_at_once_byte_for_byte(kitchen_of_today: Kitchen, order_id: str) -> None:
    rubbish = [b"", b"\x00\xff\xfe", b"{", b"[]", b'{"order_id": "a"}', b'{"order_id":"a","dish":"\xff"}', b"null"]
    async with kitchen_of_today.at_work():
        for value in rubbish:
            await kitchen_of_today.hears(order_id, "", value=value)
        await kitchen_of_today.hears(order_id, "soup")
        await eventually(lambda: kitchen_of_today.cooked(order_id))

    dead = await kitchen_of_today.parked(DEAD)
    assert sorted(row.value or b"" for row in dead) == sorted(rubbish)
    assert all(row.error.startswith("NoEvent: ") for row in dead)


async def test_a_bad_row_among_good_ones_is_found_and_the_good_ones_are_cooked(kitchen_of_today: Kitchen) -> None:
    orders = [ids.new_id() for _ in range(30)]
    sending = [
        kitchen_of_today.hears(order, "stone soup" if at == 7 else "soup", key=b"one partition")
        for at, order in enumerate(orders)
    ]
    await asyncio.gather(*sending)
    async with kitchen_of_today.at_work():
        good = orders[:7] + orders[8:]
        await kitchen_of_today.said("dish.cooked", *good)
        (bad,) = await eventually(lambda: kitchen_of_today.parked(DEAD))

    assert orders[7].encode() in (bad.value or b"")
    assert "nobody_eats_stones" in bad.error
    assert await kitchen_of_today.handled() == len(good)


async def test_a_party_outside_that_is_away_is_never_counted_as_a_failure(
    kitchen_of_today: Kitchen, order_id: str
) -> None:
    trouble.supplier[order_id] = 8
    async with kitchen_of_today.at_work():
        await kitchen_of_today.hears(order_id, "truffles")
        (waiting,) = await eventually(lambda: _waited_often(kitchen_of_today, 6))
        await eventually(lambda: kitchen_of_today.cooked(order_id))

    assert (waiting.state, waiting.attempts) == (RETRYING, 0)
    assert "the supplier is closed" in waiting.error
    assert trouble.supplied == [order_id]
    assert await kitchen_of_today.cooked(order_id) == 1


async def test_a_handler_that_fails_after_its_call_does_not_call_anew_within_the_same_try(
    kitchen_of_today: Kitchen, order_id: str
) -> None:
    trouble.handler[order_id] = 1
    async with kitchen_of_today.at_work():
        await kitchen_of_today.hears(order_id, "truffles")
        await eventually(lambda: kitchen_of_today.cooked(order_id))

    assert trouble.supplied == [order_id, order_id]


async def test_headers_of_a_dead_letter_come_back_as_they_were(kitchen_of_today: Kitchen, order_id: str) -> None:
    async with kitchen_of_today.at_work():
        headers = [("odd", b"\xff\x00"), ("twin", b"1"), ("twin", b"2")]
        await kitchen_of_today.producer.send_and_wait("dish.ordered", b"{", key=order_id.encode(), headers=headers)
        (dead,) = await eventually(lambda: kitchen_of_today.parked(DEAD))
        (copy,) = await kitchen_of_today.said(f"{kitchen_of_today.service.name}.dlq", order_id)

    assert [(name, b64decode(value)) for name, value in json.loads(dead.headers)] == headers
    assert list(copy.headers)[:3] == headers


async def _nothing_is_parked(kitchen: Kitchen) -> bool:
    return not await kitchen.parked()


async def _waited_often(kitchen: Kitchen, times: int) -> list[ParkedEvent]:
    return [row for row in await kitchen.parked(RETRYING) if row.waits >= times]


async def _replay(kitchen: Kitchen, dead: ParkedEvent) -> None:
    async with kitchen.sessions.begin() as db:
        row = await db.get_one(ParkedEvent, dead.id)
        row.state, row.due_at, row.attempts = RETRYING, clock.now(), 0
