"""A replay, told so that a person can follow it."""

from collections.abc import Iterator
from dataclasses import dataclass

from choreo.replay.matching import Saying
from choreo.replay.recorded import Recording
from choreo.replay.replay import Replay
from choreo.replay.step import Step
from choreo.replay.verdict import differences, probable_causes, remarks
from choreo.replay.wording import after, call_in_words, moment, value

SAME, OTHER, QUIET = "green", "red", "dim"


@dataclass(frozen=True)
class Line:
    """Text, and the style that it has on a terminal."""

    text: str
    style: str = ""


def tell_beginning(replay: Replay) -> list[Line]:
    """What there was to begin with."""
    recording = replay.recording
    lines = [Line(f"Order {recording.order_id}: {_counted(len(recording.said), 'event')}{_between(recording)}.")]
    lines += [Line(f"  {told}", QUIET) for told in _oddities(recording)]
    if replay.given:
        lines += [
            Line("Put there beforehand, for it is not in its events:"),
            *(Line(f"  {given}") for given in replay.given),
        ]
    return lines


def tell_step(number: int, step: Step, began: int) -> list[Line]:
    """What it was told, what it asked outside, what it changed, what it said."""
    what = f"is asked {step.told}" if step.told.wish else f"hears {step.told} in {step.does}"
    lines = [Line(f"{number:3}. +{after(step.at - began)}  {step.service} {what}", "bold")]
    lines += [Line(f"       {call_in_words(call)}") for call in step.calls]
    for change in step.changes:
        columns = [
            f"{name}: {value(now)}" if change.new else f"{name}: {value(was)} → {value(now)}"
            for name, (was, now) in change.columns.items()
        ]
        lines.append(Line(f"       {change.row}{' (new)' if change.new else ''}  {', '.join(columns)}"))
    lines += [_saying(saying) for saying in step.said]
    if step.broke:
        lines.append(Line(f"       raises {step.broke}", OTHER))
    if step.refused:
        lines.append(Line("       refuses", OTHER))
    if step.waits:
        lines.append(Line("       and is not through with it", OTHER))
    elif not (step.changes or step.said or step.broke or step.refused):
        lines.append(Line("       changes nothing, says nothing", QUIET))
    return lines


def tell_end(replay: Replay) -> list[Line]:
    """How it ended, whether it ended so then, and what is to be known of it."""
    lines = [Line(f"Replayed: {replay.replayed}. Recorded: {replay.recorded}.")]
    lines += [Line(f"  {remark}") for remark in remarks(replay)]
    if replay.reproduces:
        return [*lines, Line("It reproduces: each service says what was recorded of it, and nothing else.", SAME)]
    lines.append(Line("It does not reproduce:", OTHER))
    lines += [Line(f"  ✗ {difference}", OTHER) for difference in differences(replay)]
    return lines + [Line(f"  {cause}") for cause in probable_causes(replay)]


def _saying(saying: Saying) -> Line:
    if saying.holds:
        return Line(f"       says {saying.topic} ✓", SAME)
    if saying.recorded is None:
        return Line(f"       says {saying.topic} ✗ not recorded", OTHER)
    fields = [f"{name}: {value(here)}, recorded: {value(then)}" for name, (here, then) in saying.differs.items()]
    return Line(f"       says {saying.topic} ✗ {'; '.join(fields)}", OTHER)


def _oddities(recording: Recording) -> Iterator[str]:
    for said in recording.said:
        if said.speaker is None:
            who = "by hand" if said.heard.envelope.by_hand else f"by {said.heard.envelope.source}, who is not replayed"
            yield f"{said.topic} at {moment(said.at)} was said {who}"
    for record in recording.copies:
        yield f"{record.topic} at {moment(record.timestamp)} is one of them once more: an inbox lets it through once"
    for record, why in recording.strangers:
        yield f"{record.topic} at {moment(record.timestamp)} is left out: {why}"


def _between(recording: Recording) -> str:
    if not recording.said:
        return ""
    return f", {moment(recording.said[0].at)} to {moment(recording.said[-1].at)}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
