"""A step of the replay, as it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from choreo.exploration.rooms import Rooms
from choreo.replay.changes import Change, changes_between
from choreo.replay.matching import Saying, match_nearly
from choreo.replay.recorded import Said
from choreo.replay.schedule import Schedule
from choreo.replay.stage import Call, Stage
from choreo.replay.told import Told


@dataclass(frozen=True)
class Step:
    """`at`: milliseconds since 1970, when what it shows may have happened at the earliest. `does`: its handler."""

    service: str
    told: Told
    does: str
    at: int
    changes: tuple[Change, ...]
    calls: tuple[Call, ...]
    said: tuple[Saying, ...]
    broke: str | None
    refused: bool
    waits: bool


async def steps_of(stage: Stage, service: str, opening: int, schedule: Schedule) -> tuple[list[Step], list[Said], int]:
    """Those of a service; what was recorded of it and none of them said; and the state in which it is left."""
    left, state, at, steps = stage.recording.by(service), opening, 0, list[Step]()
    for told in schedule.told:
        outcome, at = await stage.act(service, state, told), max(at, told.at)
        said = _said(outcome.said, left)
        changes = tuple(changes_between(stage.rooms[service], state, outcome.state))
        does = handler_of(stage.rooms[service], told)
        steps.append(
            Step(service, told, does, at, changes, outcome.calls, said, outcome.broke, outcome.refused, outcome.waits)
        )
        state = outcome.state
    return steps, left, state


def _said(said: Sequence[tuple[str, dict[str, object]]], left: list[Said]) -> tuple[Saying, ...]:
    """Takes those that they stand for away from those left."""
    sayings = []
    for topic, body in said:
        sayings.append(saying := match_nearly(topic, body, left))
        if saying.recorded:
            left.remove(saying.recorded)
    return tuple(sayings)


def handler_of(room: Rooms, told: Told) -> str:
    """The name of the function that is told."""
    if told.wish:
        return told.wish.value
    return room.subscriptions.handlers[type(told.about.event)].act.__name__
