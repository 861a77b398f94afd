"""All schedules of a scenario, shortest first; a state that was seen before is not gone on from."""

from dataclasses import dataclass
from time import monotonic

from choreo.exploration.moves import Move, moves_from
from choreo.exploration.rules import broken_at_rest, broken_by
from choreo.exploration.state import State
from choreo.exploration.world import World


@dataclass(frozen=True)
class Found:
    """A schedule that breaks a rule, the shortest there is."""

    moves: tuple[Move, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True)
class Searched:
    """What was tried. `schedules`: so many ways from the start to rest at least, for ways that meet in a state which
    was gone on from already are not counted on. `whole`: there is nothing more to try."""

    states: int
    steps: int
    rests: int
    schedules: int
    whole: bool
    found: Found | None


async def search(world: World, start: State, *, most: int, until: float | None = None) -> Searched:
    """Tries everything, up to so many states, or until that time (`time.monotonic`); ends at the first broken rule."""
    came_by: dict[State, tuple[State, Move] | None] = {start: None}
    ways: dict[State, int] = {start: 1}
    frontier, steps, rests, schedules = [start], 0, 0, 0
    while frontier:
        following: list[State] = []
        for state in frontier:
            if state.at_rest and not state.away:
                rests, schedules = rests + 1, schedules + ways[state]
            if state.at_rest and (broken := tuple(broken_at_rest(world, state))):
                return _told(came_by, steps, rests, schedules, False, Found(_path(came_by, state), broken))
            async for move, after in moves_from(world, state):
                steps += 1
                if broken := tuple(broken_by(world, state, after)):
                    return _told(came_by, steps, rests, schedules, False, Found((*_path(came_by, state), move), broken))
                if after not in came_by:
                    came_by[after] = (state, move)
                    following.append(after)
                ways[after] = ways.get(after, 0) + ways[state]
            if len(came_by) > most or (until is not None and monotonic() > until):
                return _told(came_by, steps, rests, schedules, False, None)
        frontier = following
    return _told(came_by, steps, rests, schedules, True, None)


def _told(
    came_by: dict[State, tuple[State, Move] | None],
    steps: int,
    rests: int,
    schedules: int,
    whole: bool,
    found: Found | None,
) -> Searched:
    return Searched(len(came_by), steps, rests, schedules, whole, found)


def _path(came_by: dict[State, tuple[State, Move] | None], state: State) -> tuple[Move, ...]:
    moves: list[Move] = []
    while (came := came_by[state]) is not None:
        state, move = came
        moves.append(move)
    return tuple(reversed(moves))
