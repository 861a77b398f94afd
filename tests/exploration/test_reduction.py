"""Leaving out schedules that end like others leaves out no ending, no broken rule and no harm of a parked delivery."""

import pytest

from choreo.exploration.house import opening
from choreo.exploration.mutant import mutate
from choreo.exploration.mutations import read_mutations
from choreo.exploration.parked import Parked
from choreo.exploration.rooms import Rooms
from choreo.exploration.scenario import BAD_CARD, SCENARIOS, TWO, Scenario, an_order
from choreo.exploration.search import Searched, search
from choreo.exploration.world import World
from shared.messaging.subscriptions import Subscriptions

[NO_LOOK] = (mutation for mutation in read_mutations() if mutation.name == "stock is taken without a look")
SMALL = (
    "neither pieces nor coupon",
    "an address that is not served",
    "the customer cancels what the card would decline",
    "given up, and a crash",
    "one event comes twice, unknown to the inbox",
)
TWO_ORDERS = (
    Scenario("both alike", TWO),
    Scenario("one will be declined", {"o1": an_order(), "o2": an_order(card=BAD_CARD)}),
)


async def _both_ways(rooms: dict[str, Rooms], scenario: Scenario) -> tuple[Searched, Searched]:
    """Every schedule, and as many as are needed."""
    world = World(rooms, scenario)
    start = await opening(world)
    every, some = [
        await search(world, start, most=50_000, reduced=reduced, everything=True) for reduced in (False, True)
    ]
    assert every.whole
    assert some.whole
    assert some.states < every.states
    return every, some


def _harmful(searched: Searched) -> set[Parked]:
    return {parked for parked in searched.parked if parked.harm}


def _at_each_step_and_at_rest(searched: Searched) -> set[str]:
    return {rule for rule in searched.broken if not rule.startswith("E ")}


@pytest.mark.parametrize("name", SMALL)
async def test_one_order_ends_in_the_same_ways(rooms: dict[str, Rooms], name: str) -> None:
    [scenario] = (each for each in SCENARIOS if each.name == name)

    every, some = await _both_ways(rooms, scenario)

    assert some.rests == every.rests
    assert _harmful(some) == _harmful(every) != set()


@pytest.mark.parametrize("scenario", TWO_ORDERS, ids=lambda scenario: scenario.name)
@pytest.mark.parametrize("looks", [True, False], ids=["stock is looked at", "stock is taken without a look"])
async def test_two_orders_end_in_the_same_ways_and_break_the_same_rules(
    rooms: dict[str, Rooms], scenario: Scenario, looks: bool
) -> None:
    """With order_service and shipping_service deaf, every schedule of two orders can be tried: rules break in many."""
    fewer = dict(rooms)
    for name in ("order_service", "shipping_service"):
        fewer[name] = rooms[name].changed(Subscriptions())
    if not looks:
        fewer[NO_LOOK.service] = rooms[NO_LOOK.service].changed(mutate(NO_LOOK).on)

    every, some = await _both_ways(fewer, scenario)

    assert some.rests == every.rests
    assert _at_each_step_and_at_rest(some) == _at_each_step_and_at_rest(every)
    assert any(rule.startswith("S a handler raised") for rule in some.broken) is not looks
