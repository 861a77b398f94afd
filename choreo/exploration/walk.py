"""Beyond what can be tried whole: chance schedules, from a seed, and the shortest one that breaks the same rule."""

from random import Random

from choreo.exploration.moves import Move, moves_from
from choreo.exploration.parked import broken_in
from choreo.exploration.rules import broken_by
from choreo.exploration.search import Found
from choreo.exploration.state import State
from choreo.exploration.story import play
from choreo.exploration.world import World


async def walk(world: World, start: State, chance: Random) -> tuple[int, Found | None]:
    """One schedule to its end; so many steps, and what it breaks."""
    state, made = start, list[Move]()
    while following := [each async for each in moves_from(world, state)]:
        move, after = chance.choice(following)
        made.append(move)
        broken = tuple(broken_by(world, state, after)) or broken_in(world, after)
        if broken:
            return len(made), Found(tuple(made), broken)
        state = after
    return len(made), None


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
