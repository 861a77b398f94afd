"""One delivery is never made: where that harms, the service it is parked at is named, and no other."""

import pytest

from choreo.exploration.house import opening
from choreo.exploration.parked import Parked, misnamed
from choreo.exploration.promises import DUE
from choreo.exploration.rooms import Rooms
from choreo.exploration.scenario import SCENARIOS
from choreo.exploration.search import search
from choreo.exploration.world import World
from shared.messaging.expectations import Expectation

NEEDED = [(name, stated) for name, stated in DUE if not stated.early]
"""The first twelve rows of PROTOCOL.md section 6; the row of four refusals is four here."""
ENOUGH = (
    "a good order",
    "neither pieces nor coupon",
    "a declined card",
    "an address that is not served",
    "the customer cancels",
)


@pytest.fixture(scope="module")
async def ends(rooms: dict[str, Rooms]) -> set[Parked]:
    """All ends of these scenarios with one delivery never made."""
    parked: set[Parked] = set()
    for scenario in SCENARIOS:
        if scenario.name in ENOUGH:
            world = World(rooms, scenario)
            searched = await search(world, await opening(world), most=50_000)
            assert searched.whole
            parked |= searched.parked
    return parked


def test_the_harm_is_named_and_nobody_else(ends: set[Parked]) -> None:
    harmful = [parked for parked in ends if parked.harm]

    assert {rule[:2] for parked in harmful for rule in parked.harm} == {"I1", "I2", "I3", "I4", "I5"}
    assert [broken for parked in ends for broken in misnamed(parked)] == []


def _words(row: tuple[str, Expectation]) -> str:
    name, stated = row
    return f"{name}: {' & '.join(event.topic for event in stated.after)}"


@pytest.mark.parametrize("row", NEEDED, ids=_words)
def test_without_it_some_harm_goes_unnamed(ends: set[Parked], row: tuple[str, Expectation]) -> None:
    others = [each for each in DUE if each != row]

    assert [parked for parked in ends if parked.harm and list(misnamed(parked, others))]


def test_what_only_names_it_sooner_is_not_needed(ends: set[Parked]) -> None:
    late = [(name, stated) for name, stated in DUE if not stated.early]

    assert [broken for parked in ends for broken in misnamed(parked, late)] == []
