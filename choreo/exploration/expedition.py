"""A whole exploration: everything that can be tried whole, then deeper, then by chance until time is up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic

from choreo.exploration.house import opening
from choreo.exploration.moves import Move
from choreo.exploration.rooms import Rooms
from choreo.exploration.scenario import Scenario
from choreo.exploration.search import Searched, search
from choreo.exploration.state import State
from choreo.exploration.story import tell
from choreo.exploration.walk import shrink, walk
from choreo.exploration.world import World

MOST = 2_000_000
"""States of one scenario; each takes about a kilobyte."""


@dataclass
class Tally:
    """What was done. `stories` are schedules that break a rule."""

    states: int = 0
    steps: int = 0
    walks: int = 0
    runs: int = 0
    stories: tuple[str, ...] = ()


class Expedition:
    """`say` hears a line for each scenario."""

    def __init__(self, rooms: Mapping[str, Rooms], say: Callable[[str], None]) -> None:
        self._rooms, self._say = rooms, say
        self.tally = Tally()

    async def try_all(self, scenarios: Sequence[Scenario], *, until: float) -> None:
        """Each scenario whole, if that can be; ends at the first broken rule of each."""
        for scenario in scenarios:
            if monotonic() > until:
                self._say(f"{scenario.name}: not begun, time is up")
            else:
                await self._try(scenario, until, reduced=False)

    async def try_deeper(self, scenarios: Sequence[Scenario], *, seed: int, until: float) -> None:
        """Of the schedules of each scenario that end alike one (reduction.py), as far as its share of the time goes; by
        chance for a quarter of it, if that was not far enough."""
        for number, scenario in enumerate(scenarios):
            share = (until - monotonic()) / (len(scenarios) - number)
            if share <= 0:
                self._say(f"{scenario.name}: not begun, time is up")
                continue
            ends = monotonic() + share
            searched = await self._try(scenario, ends - share / 4, reduced=True)
            if not searched.whole and not searched.found:
                await self.try_by_chance(scenario, seed, ends)

    async def _try(self, scenario: Scenario, until: float, *, reduced: bool) -> Searched:
        world = World(self._rooms, scenario)
        start = await opening(world)
        searched = await search(world, start, most=MOST, until=until, reduced=reduced)
        self._count(searched)
        self._say(line(scenario, searched))
        if searched.found:
            await self._report(world, start, searched.found.moves)
        return searched

    async def try_by_chance(self, scenario: Scenario, seed: int, until: float) -> None:
        """Schedules of that scenario by chance, until time is up or a rule is broken."""
        world, chance = World(self._rooms, scenario), Random(seed)
        start = await opening(world)
        before = self.tally.walks
        while monotonic() < until:
            steps, found = await walk(world, start, chance)
            self.tally.walks, self.tally.steps = self.tally.walks + 1, self.tally.steps + steps
            if found:
                await self._report(world, start, (await shrink(world, start, found)).moves)
                break
        self._say(f"{scenario.name}: {self.tally.walks - before} schedules by chance, seed {seed}")

    def _count(self, searched: Searched) -> None:
        self.tally.states += searched.states
        self.tally.steps += searched.steps
        self.tally.runs = sum(room.runs for room in self._rooms.values())

    async def _report(self, world: World, start: State, moves: Sequence[Move]) -> None:
        story = await tell(world, start, moves)
        self.tally.stories += (story,)
        self._say(story)


def line(scenario: Scenario, searched: Searched) -> str:
    """What was tried of a scenario."""
    how = "tried whole" if searched.whole else "broken" if searched.found else "not tried whole"
    return (
        f"{scenario.name}: {how}: {searched.states:,} states, {searched.steps:,} steps, "
        f"{searched.schedules:,} schedules or more, {len(searched.rests):,} ways to rest, "
        f"{searched.parkings:,} with one delivery never made"
    )
