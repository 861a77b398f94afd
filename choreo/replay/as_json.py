"""A replay, for programs."""

from dataclasses import asdict
from typing import Any

from choreo.replay.replay import Replay
from choreo.replay.step import Step
from choreo.replay.verdict import differences, probable_causes, remarks
from choreo.replay.wording import answer_in_words, moment


def as_json(replay: Replay) -> dict[str, Any]:
    """All of it. Times are RFC 3339."""
    return {
        "order_id": replay.recording.order_id,
        "reproduces": replay.reproduces,
        "recorded": asdict(replay.recorded),
        "replayed": asdict(replay.replayed),
        "left_out": [
            {"topic": record.topic, "at": moment(record.timestamp), "why": why}
            for record, why in replay.recording.strangers
        ],
        "given": list(replay.given),
        "steps": [_step(step) for step in replay.steps],
        "differences": differences(replay),
        "remarks": remarks(replay),
        "probable_causes": probable_causes(replay),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "at": moment(step.at),
        "service": step.service,
        "hears": None if step.told.wish else step.told.about.topic,
        "event_id": None if step.told.wish else step.told.about.heard.envelope.id,
        "is_asked": step.told.wish,
        "handler": step.does,
        "changes": [
            {
                "row": change.row,
                "new": change.new,
                "columns": {name: {"before": was, "after": now} for name, (was, now) in change.columns.items()},
            }
            for change in step.changes
        ],
        "calls": [
            {"to": call.function.__qualname__, "answer": answer_in_words(call.answer), "late": call.late}
            for call in step.calls
        ],
        "says": [
            {
                "event": saying.topic,
                "body": saying.body,
                "as_recorded": saying.holds,
                "recorded": saying.recorded.body if saying.recorded else None,
            }
            for saying in step.said
        ],
        "raises": step.broke,
        "refuses": step.refused,
        "waits": step.waits,
    }
