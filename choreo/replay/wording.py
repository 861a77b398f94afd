"""Values, calls and times, as the replay shows them."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from choreo.replay.stage import Call
from payment_service import gateway as payments
from shared.events.envelope import rfc3339

_LONGEST = 60
_SECONDS = 10_000
"""What lasts as many milliseconds is told in seconds."""


def value(told: Any) -> str:
    """Short: what is longer is cut."""
    match told:
        case None:
            return "–"
        case bool():
            return "yes" if told else "no"
        case str():
            text = told or '""'
        case _:
            text = json.dumps(told, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def call_in_words(call: Call) -> str:
    """Who was asked what, and what was the answer."""
    asked = f"asks {outsider(call)} to {call.function.__name__.replace('_', ' ')}"
    late = "after giving up, " if call.late else ""
    return f"{late}{asked}: {answer_in_words(call.answer)}"


def outsider(call: Call) -> str:
    """Whose gateway it is."""
    return "the payment provider" if call.function.__module__ == payments.__name__ else "the carrier"


def answer_in_words(answer: Any | None) -> str:
    """What it is, and its fields."""
    if answer is None:
        return "no answer is recorded"
    if isinstance(answer, str):
        return answer
    fields = " ".join(value(told) for told in asdict(answer).values())
    return f"{type(answer).__name__} {fields}".rstrip()


def moment(milliseconds: int) -> str:
    """A time in UTC."""
    return rfc3339(datetime.fromtimestamp(milliseconds / 1000, UTC))


def after(milliseconds: int) -> str:
    """So long: 120 ms, 12 s."""
    return f"{milliseconds} ms" if milliseconds < _SECONDS else f"{milliseconds / 1000:.0f} s"
