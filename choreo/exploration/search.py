"""All schedules of a scenario, shortest first; a state that was seen before is not gone on from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

from choreo.exploration.moves import Move, moves_from
from choreo.exploration.parked import Parked, misnamed, parked_in
from choreo.exploration.reduction import Outgrown, Reduction
from choreo.exploration.rules import broken_at_rest, broken_by
from choreo.exploration.state import State
from choreo.exploration.trail import Trail
from choreo.exploration.world import World

Moves = Callable[[State], Awaitable[list[tuple[Move, State]]]]


@dataclass(frozen=True)
class Found:
    """A schedule that breaks a rule, the shortest there is among those tried."""

    moves: tuple[Move, ...]
    broken: tuple[str, ...]


@dataclass
class Searched:
    """What was tried. `rests`: the states in which everything is at rest; `parked`: the ends with one delivery never
    made. `schedules`: so many ways from the start to rest at least, for ways that meet in a state which was gone on
    from already are not counted on. `whole`: there is nothing more to try. `broken`: what was found, all of it if all
    was asked for; `found`: the first."""

    states: int = 0
    steps: int = 0
    schedules: int = 0
    whole: bool = False
    found: Found | None = None
    rests: set[State] = field(default_factory=set)
    parked: set[Parked] = field(default_factory=set)
    parkings: int = 0
    broken: set[str] = field(default_factory=set)


async def search(
    world: World,
    start: State,
    *,
    most: int,
    until: float | None = None,
    reduced: bool = False,
    everything: bool = False,
) -> Searched:
    """Tries all schedules, up to so many states, or until that time (`time.monotonic`). Ends at the first broken rule,
    unless `everything` is asked for; one that breaks only if a delivery is never made is the last to be told, for
    another may be its cause. `reduced`: of schedules that end alike, one (reduction.py)."""
    reduction = Reduction(world) if reduced else None
    if reduction:
        await reduction.look_ahead(start)

    async def all_moves(state: State) -> list[tuple[Move, State]]:
        return [each async for each in moves_from(world, state)]

    while True:
        try:
            moves = reduction.moves if reduction else all_moves
            return await _search(world, start, moves, most, until, everything)
        except Outgrown:
            continue


async def _search(
    world: World, start: State, moves: Moves, most: int, until: float | None, everything: bool
) -> Searched:
    trail, told, frontier = Trail(start), Searched(), [start]
    wrong_name: Found | None = None

    def breaks(broken: tuple[str, ...], state: State, *last: Move) -> bool:
        if broken and told.found is None:
            told.found = Found((*trail.path_to(state), *last), broken)
        told.broken.update(broken)
        return bool(broken) and not everything

    while frontier:
        following: list[State] = []
        for state in frontier:
            if state.at_rest and breaks(_at_rest(world, state, told, trail), state):
                return told
            if (wrong := _if_parked(world, state, told)) and wrong_name is None:
                wrong_name = Found(trail.path_to(state), wrong)
            for move, after in await moves(state):
                told.steps += 1
                if breaks(tuple(broken_by(world, state, after)), state, move):
                    return told
                if trail.follow(state, move, after):
                    following.append(after)
            trail.leave(state)
            told.states = len(trail)
            if told.states > most or (until is not None and monotonic() > until):
                told.found = told.found or wrong_name
                return told
        frontier = following
    told.whole, told.found = True, told.found or wrong_name
    return told


def _at_rest(world: World, state: State, told: Searched, trail: Trail) -> tuple[str, ...]:
    if not state.away:
        told.rests.add(state)
        told.schedules += trail.ways_to(state)
    return tuple(broken_at_rest(world, state))


def _if_parked(world: World, state: State, told: Searched) -> tuple[str, ...]:
    if (last := state.last_one) is None:
        return ()
    parked = parked_in(world, state, last)
    told.parked.add(parked)
    told.parkings += 1
    told.broken.update(wrong := tuple(misnamed(parked)))
    return wrong
