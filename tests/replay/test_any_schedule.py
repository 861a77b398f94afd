"""Whatever happens to an order, in whatever order (a crash, silence, a cancel, a deadline): it is replayed alike.

The exploration makes the schedules; what was said in them is taken as if Kafka had it."""

from collections.abc import Iterator
from random import Random

import pytest

from choreo.exploration.house import opening
from choreo.exploration.moves import moves_from
from choreo.exploration.rooms import Rooms
from choreo.exploration.scenario import BAD_CARD, SCENARIOS, Scenario, an_order
from choreo.exploration.state import Faults, State
from choreo.exploration.world import NAMES, ORDER, World
from choreo.replay.ending import Ending
from choreo.replay.recorded import recording_of
from choreo.replay.replay import replay_in
from choreo.replay.verdict import differences, remarks
from shared.messaging.record import Record

SCHEDULES = 12
LONG_AGO = 1_767_258_000_000
"""Milliseconds since 1970."""
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


async def by_chance(world: World, start: State, chance: Random) -> tuple[list[Record], State]:
    """What was said in one schedule, and where it ended. Each move takes a second."""
    state, records, now = start, [_record(str(one), one.topic, one.body, None, LONG_AGO) for one in start.said], 0
    while following := [each async for each in moves_from(world, state)]:
        move, after = chance.choice(following)
        now += 1000
        who = next(_speakers(move.who, move.kind), None)
        new = sorted(after.said - state.said, key=str)
        records += [_record(str(one), one.topic, one.body, who, LONG_AGO + now) for one in new]
        state = after
    return records, state


def _speakers(who: str, kind: str) -> Iterator[str]:
    if kind in ("cancel", "expire"):
        yield ORDER
    elif kind != "second" and who in NAMES:
        yield who


def _record(event_id: str, topic: str, body: bytes, speaker: str | None, now: int) -> Record:
    headers = (("ce_id", event_id.encode()),) + ((("ce_source", speaker.encode()),) if speaker else ())
    return Record(topic, 0, 0, now, b"o1", body, headers)
