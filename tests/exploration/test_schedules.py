"""Every order ends right, in every order of things that could be tried."""

from collections.abc import Callable
from random import Random

import pytest

from choreo.exploration.expedition import line
from choreo.exploration.house import opening
from choreo.exploration.rooms import Rooms
from choreo.exploration.scenario import DEEPER, SCENARIOS, Scenario
from choreo.exploration.search import search
from choreo.exploration.story import tell
from choreo.exploration.walk import walk
from choreo.exploration.world import World

MOST = 150_000
"""States of a scenario. All have fewer."""
WALKS = 60
LAST_PIECE, *BY_CHANCE = DEEPER


@pytest.mark.parametrize("scenario", [*SCENARIOS, LAST_PIECE], ids=lambda scenario: scenario.name)
async def test_no_schedule_breaks_a_rule(
    rooms: dict[str, Rooms], scenario: Scenario, record_property: Callable[[str, object], None]
) -> None:
    world = World(rooms, scenario)
    start = await opening(world)

    searched = await search(world, start, most=MOST, reduced=True)

    assert not searched.found, await tell(world, start, searched.found.moves)
    assert searched.whole
    assert searched.rests
    record_property("explored", line(scenario, searched))


@pytest.mark.parametrize("scenario", BY_CHANCE, ids=lambda scenario: scenario.name)
async def test_no_schedule_by_chance_breaks_a_rule(
    rooms: dict[str, Rooms], scenario: Scenario, record_property: Callable[[str, object], None]
) -> None:
    world, chance = World(rooms, scenario), Random(7)
    start = await opening(world)
    steps = 0

    for _ in range(WALKS):
        made, found = await walk(world, start, chance)
        assert not found, await tell(world, start, found.moves)
        steps += made

    record_property("explored", f"{scenario.name}: {WALKS} schedules by chance, {steps:,} steps")
