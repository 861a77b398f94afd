"""Every guard is taken away once, and the search must find out: only then do its finds of nothing mean anything."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from choreo.exploration.house import opening
from choreo.exploration.mutant import Mutation, command_of, mutate, subscriptions_of
from choreo.exploration.rooms import Rooms
from choreo.exploration.scenario import Scenario
from choreo.exploration.search import Found, search
from choreo.exploration.world import World
from order_service.commands import cancel_order, expire_order


@dataclass(frozen=True)
class Verdict:
    """What became of a mutation: the scenario in which it was found out, after so many states; or nothing."""

    mutation: Mutation
    scenario: str | None
    states: int
    found: Found | None


async def try_mutations(
    rooms: Mapping[str, Rooms], mutations: Sequence[Mutation], scenarios: Sequence[Scenario], *, most: int
) -> AsyncIterator[Verdict]:
    """The scenarios one after the other, each up to so many states, until a rule is broken."""
    for mutation in mutations:
        yield await _try(rooms, mutation, scenarios, most)


async def _try(rooms: Mapping[str, Rooms], mutation: Mutation, scenarios: Sequence[Scenario], most: int) -> Verdict:
    mutant = mutate(mutation)
    heard = subscriptions_of(mutant)
    changed = {**rooms, mutation.service: rooms[mutation.service].changed(heard)}
    cancel = command_of(mutant, "cancel_order") or cancel_order
    expire = command_of(mutant, "expire_order") or expire_order
    states = 0
    for scenario in scenarios:
        world = World(changed, scenario, cancel, expire)
        searched = await search(world, await opening(world), most=most)
        states += searched.states
        if searched.found:
            return Verdict(mutation, scenario.name, states, searched.found)
    return Verdict(mutation, None, states, None)
