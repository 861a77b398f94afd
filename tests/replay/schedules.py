"""Orders of the exploration, as if Kafka had what was said in them."""

from random import Random

from choreo.exploration.moves import Move, moves_from
from choreo.exploration.state import State
from choreo.exploration.world import NAMES, ORDER, World
from shared.messaging.record import Record

LONG_AGO = 1_767_258_000_000
"""Milliseconds since 1970."""


async def by_chance(world: World, start: State, chance: Random) -> tuple[list[Record], State]:
    """What was said in one schedule, and where it ended. Each move takes a second."""
    state, now = start, LONG_AGO
    records = [_record(str(one), one.topic, one.body, None, now) for one in start.said]
    while following := [each async for each in moves_from(world, state)]:
        move, after = chance.choice(following)
        now += 1000
        who = _speaker(move)
        new = sorted(after.said - state.said, key=str)
        records += [_record(str(one), one.topic, one.body, who, now) for one in new]
        state = after
    return records, state


def _speaker(move: Move) -> str | None:
    if move.kind in ("cancel", "expire"):
        return ORDER
    return move.who if move.kind != "second" and move.who in NAMES else None


def _record(event_id: str, topic: str, body: bytes, speaker: str | None, now: int) -> Record:
    headers = {"ce_id": event_id.encode()} | ({"ce_source": speaker.encode()} if speaker else {})
    return Record(topic, 0, 0, now, b"o1", body, tuple(headers.items()))
