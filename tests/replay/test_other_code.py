"""The code has changed since the order went: the replay says where it goes another way."""

from random import Random

from choreo.exploration.house import opening
from choreo.exploration.rooms import Rooms
from choreo.exploration.scenario import Scenario
from choreo.exploration.world import PAYMENT, SHIPPING, World
from choreo.replay.recorded import Recording, recording_of
from choreo.replay.replay import replay_in
from choreo.replay.telling import tell_step
from choreo.replay.verdict import differences, probable_causes, remarks
from shared.events import OrderCreated, PaymentSucceeded, ShipmentFailed
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.unit import Unit
from tests.replay.schedules import by_chance


async def a_good_order(rooms: dict[str, Rooms]) -> Recording:
    """It was completed."""
    world = World(rooms, Scenario("a good order"))
    records, _ = await by_chance(world, await opening(world), Random(1))
    return recording_of("o1", records)


async def test_a_service_that_says_something_else_is_named(rooms: dict[str, Rooms]) -> None:
    on = Subscriptions()

    @on(PaymentSucceeded)
    async def refuse(event: PaymentSucceeded, db: Unit) -> ShipmentFailed:
        return ShipmentFailed(order_id=event.order_id, reason="undeliverable")

    recording = await a_good_order(rooms)

    replay = await replay_in(rooms | {SHIPPING: rooms[SHIPPING].changed(on)}, recording)

    [refused] = [number for number, step in enumerate(replay.steps, 1) if step.does == "refuse"]
    assert differences(replay) == [
        f"step {refused}: shipping_service, on payment.succeeded, says shipment.failed here; that is not recorded",
        "recorded: shipment.created by shipping_service; it does not say that here, but what is told of above",
    ]
    [cause] = probable_causes(replay)
    assert cause.startswith("shipping_service: its code or its rows were others then")


async def test_a_handler_that_raises_is_named_with_what_it_raises(rooms: dict[str, Rooms]) -> None:
    on = Subscriptions()

    @on(OrderCreated)
    async def stumble(event: OrderCreated, db: Unit) -> None:
        raise ArithmeticError("there is no such currency")

    recording = await a_good_order(rooms)

    replay = await replay_in(rooms | {PAYMENT: rooms[PAYMENT].changed(on)}, recording)

    assert not replay.reproduces
    assert remarks(replay) == [
        "payment_service cannot handle order.created (ArithmeticError('there is no such currency')), "
        "so it becomes a dead letter"
    ]
    [step] = [step for step in replay.steps if step.does == "stumble"]
    assert [line.text.strip() for line in tell_step(1, step, step.at)][1:] == [
        "raises ArithmeticError('there is no such currency')"
    ]
    unsaid = "by payment_service; it does not say that here, and nothing instead of it"
    assert differences(replay) == [f"recorded: payment.requested {unsaid}", f"recorded: payment.succeeded {unsaid}"]
