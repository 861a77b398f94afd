"""Where a replay differs from what was recorded, in sentences; and what it shows of the order's way."""

from collections.abc import Iterator
from typing import Any

from choreo.documents.sentences import listed
from choreo.exploration.world import NAMES
from choreo.replay.replay import Replay
from choreo.replay.step import Step
from choreo.replay.wording import call_in_words, value


def differences(replay: Replay) -> list[str]:
    """One sentence each; the steps are counted from 1."""
    found = list(_of_steps(replay))
    extra = {step.service for step in replay.steps for saying in step.said if not saying.recorded}
    for said in replay.unsaid:
        also = ", but what is told of above" if said.speaker in extra else ", and nothing instead of it"
        found.append(f"recorded: {said.topic} by {said.speaker}; it does not say that here{also}")
    if replay.recorded != replay.replayed:
        found.append(f"the order ends as {replay.replayed} here; recorded: {replay.recorded}")
    return found


def remarks(replay: Replay) -> list[str]:
    """What explains the way it went, though it is no difference."""
    found = []
    for name, schedule in replay.schedules.items():
        if schedule.reproduces:
            found += [f"{name} was through with {late} only after {early}" for late, early in schedule.moved]
    for step in replay.steps:
        if step.waits:
            waited = call_in_words(step.calls[-1])
            found.append(f"{step.service} did not get through with {step.told}: it {waited}")
        if step.broke:
            found.append(f"{step.service} cannot handle {step.told} ({step.broke}), so it becomes a dead letter")
    return found


def probable_causes(replay: Replay) -> list[str]:
    """Of differences, by service."""
    differing = {step.service for step in replay.steps if not all(saying.holds for saying in step.said)}
    differing |= {said.speaker for said in replay.unsaid if said.speaker}
    silent = {step.service for step in replay.steps if any(not saying.recorded for saying in step.said)}
    silent -= {said.speaker for said in replay.unsaid if said.speaker}
    causes = []
    if silent:
        who = listed([name for name in NAMES if name in silent])
        causes.append(
            f"{who}: says here what nobody recorded, so there the event was not handled: the service was down, or "
            "is behind, or has it among its dead letters (`choreo dlq list`)"
        )
    if others := differing - silent:
        who = listed([name for name in NAMES if name in others])
        causes.append(
            f"{who}: its code or its rows were others then, the record was changed, or it heard things in an order "
            "that this replay does not know"
        )
    return causes


def _of_steps(replay: Replay) -> Iterator[str]:
    for number, step in enumerate(replay.steps, 1):
        for saying in step.said:
            if not saying.recorded:
                yield f"step {number}: {_who(step)} says {saying.topic} here; that is not recorded"
            elif saying.differs:
                yield f"step {number}: {_who(step)} says {saying.topic} with {_fields(saying.differs)}"


def _who(step: Step) -> str:
    return f"{step.service}, {'asked' if step.told.wish else 'on'} {step.told},"


def _fields(differs: dict[str, tuple[Any, Any]]) -> str:
    return "; ".join(f"{name} {value(here)} (recorded: {value(then)})" for name, (here, then) in differs.items())
