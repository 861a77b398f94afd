"""Whatever happens to an order, in whatever order (a crash, silence, a cancel, a deadline): it is replayed alike.

The exploration makes the schedules; what was said in them is taken as if Kafka had it."""

from random import Random

import pytest

from choreo.exploration.house import opening
from choreo.exploration.rooms import Rooms
from choreo.exploration.scenario import BAD_CARD, SCENARIOS, Scenario, an_order
from choreo.exploration.state import Faults
from choreo.exploration.world import ORDER, World
from choreo.replay.ending import Ending
from choreo.replay.recorded import recording_of
from choreo.replay.replay import replay_in
from choreo.replay.verdict import differences, remarks
from tests.replay.schedules import by_chance

SCHEDULES = 12
EVERYTHING = Faults(cancel=1, expire=1, crash=1, silent=1, give_up=1, second=1)
TO_REPLAY = [
    *(scenario for scenario in SCENARIOS if not scenario.forgetful),
    Scenario("everything", faults=EVERYTHING),
    Scenario("everything, and a declined card", {"o1": an_order(card=BAD_CARD)}, EVERYTHING),
    Scenario("everything, and nowhere to go", {"o1": an_order(served=False)}, EVERYTHING),
]


@pytest.mark.parametrize("scenario", TO_REPLAY, ids=lambda scenario: scenario.name)
async def test_its_replay_goes_the_same_way(rooms: dict[str, Rooms], scenario: Scenario) -> None:
    world, chance = World(rooms, scenario), Random(scenario.name)
    start = await opening(world)

    for _ in range(SCHEDULES):
        records, end = await by_chance(world, start, chance)
        row = world.row(end, ORDER, "orders", order_id="o1")
        assert row is not None

        replay = await replay_in(rooms, recording_of("o1", records))

        story = [record.topic for record in records]
        assert (differences(replay), story) == ([], story)
        assert replay.replayed == Ending(row["status"], row["reason"])


async def test_what_was_heard_late_is_told(rooms: dict[str, Rooms]) -> None:
    """The customer cancels while the charge is on its way."""
    [world] = [World(rooms, each) for each in SCENARIOS if each.name == "the customer cancels"]
    start = await opening(world)
    told: set[str] = set()
    for seed in range(40):
        records, _ = await by_chance(world, start, Random(seed))
        told |= set(remarks(await replay_in(rooms, recording_of("o1", records))))

    assert "payment_service was through with payment.requested only after order.cancelled" in told
