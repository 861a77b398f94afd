"""Beyond what can be tried whole: chance schedules, from a seed, and the shortest one that breaks the same rule."""

from random import Random

from choreo.exploration.moves import Move, moves_from
from choreo.exploration.parked import broken_at_its_end
from choreo.exploration.rules import broken_at_rest, broken_by
from choreo.exploration.search import Found
from choreo.exploration.state import State
from choreo.exploration.story import play
from choreo.exploration.world import World


async def walk(world: World, start: State, chance: Random) -> tuple[int, Found | None]:
    """One schedule to its end; so many steps, and what it breaks."""
    state, made, misnamed = start, list[Move](), None
    while following := [each async for each in moves_from(world, state)]:
        move, after = chance.choice(following)
        made.append(move)
        broken = tuple(broken_by(world, state, after)) or (tuple(broken_at_rest(world, after)) if after.at_rest else ())
        if broken:
            return len(made), Found(tuple(made), broken)
        if misnamed is None and (broken := broken_at_its_end(world, after)):
            misnamed = Found(tuple(made), broken)
        state = after
    return len(made), misnamed


async def shrink(world: World, start: State, found: Found) -> Found:
    """A schedule from which no move can be left out that breaks the same rule."""
    rule, moves = _rule(found.broken), list(found.moves)
    at = 0
    while at < len(moves):
        played, broken = await play(world, start, moves[:at] + moves[at + 1 :])
        if broken and _rule(broken) == rule:
            moves, found = [move for move, _ in played], Found(tuple(move for move, _ in played), broken)
        else:
            at += 1
    return found


def _rule(broken: tuple[str, ...]) -> str:
    return broken[0].split()[0]
