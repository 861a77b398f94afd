"""Lists and expectations as a reader says them."""

from collections.abc import Sequence

from choreo.documents.choreography import Kind
from shared.messaging.expectations import Expectation


def listed(words: Sequence[str], between: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; of none, `nobody`."""
    if not words:
        return "nobody"
    *others, last = words
    return f"{', '.join(others)} {between} {last}" if others else last


def sentence_of(stated: Expectation, mark: str = "`") -> str:
    """What is owed, with the events as the author ordered them."""
    sentence = f"After {_told(stated.after, 'and', mark)}: {_told(stated.one_of, 'or', mark)}"
    if stated.unless:
        sentence += f", unless {_told(stated.unless, 'or', mark)} was said"
    if stated.last_resort:
        sentence += ", at the latest when the order's deadline and some slack have passed"
    return f"{sentence}."


def _told(events: Sequence[Kind], between: str, mark: str) -> str:
    return listed([f"{mark}{event.topic}{mark}" for event in events], between)
