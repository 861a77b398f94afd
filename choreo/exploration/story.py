"""A schedule, told so that a person can follow it."""

from collections.abc import Iterable

from choreo.exploration.moves import Move, moves_from
from choreo.exploration.parked import broken_at_its_end
from choreo.exploration.rules import broken_at_rest, broken_by
from choreo.exploration.state import State
from choreo.exploration.world import ORDER, World


async def play(world: World, start: State, moves: Iterable[Move]) -> tuple[list[tuple[Move, State]], tuple[str, ...]]:
    """The moves that can be made, each with the state it led to, up to the first broken rule; and what it breaks."""
    state, played = start, list[tuple[Move, State]]()
    for move in moves:
        after = await _made(world, state, move)
        if after is None:
            continue
        played.append((move, after))
        if broken := tuple(broken_by(world, state, after)):
            return played, broken
        if after.at_rest and (broken := tuple(broken_at_rest(world, after))):
            return played, broken
        state = after
    return played, broken_at_its_end(world, state)


async def tell(world: World, start: State, moves: Iterable[Move]) -> str:
    """Line by line: what happens, what is said, where the orders stand, and what is broken at the end."""
    played, broken = await play(world, start, moves)
    lines, state = [f"{world.scenario.name}:"], start
    for number, (move, after) in enumerate(played, 1):
        lines.append(f"{number:4}. {move}{_consequences(world, state, after)}")
        state = after
    return "\n".join([*lines, *(f"      broken: {rule}" for rule in broken)])


async def _made(world: World, state: State, wanted: Move) -> State | None:
    async for move, after in moves_from(world, state):
        if move == wanted:
            return after
    return None


def _consequences(world: World, before: State, after: State) -> str:
    said = sorted(str(message) for message in after.said - before.said)
    told = [f"says {one}" for one in said]
    for order_id in world.orders:
        was, now = (world.row(state, ORDER, "orders", order_id=order_id) for state in (before, after))
        if now and (not was or was["status"] != now["status"]):
            told.append(f"{order_id} is {now['status']}" + (f" because {now['reason']}" if now["reason"] else ""))
    for order_id, ledger in after.outside:
        if ledger != before.outside_of(order_id):
            told.append(f"of {order_id} the intent is {ledger.intent}, the booking {ledger.booking}")
    return f" → {'; '.join(told)}" if told else ""
