"""What the stream of one order owes to those who listen, and what an order that has ended must have shown."""

from collections import Counter
from collections.abc import Iterable

from choreo.exploration.promises import unkept
from shared.events import Event, OrderCreated


def assert_kept(said: Iterable[Event]) -> None:
    """Nothing was said twice (but an order may be typed twice), nothing is owed, and the ending is shown whole."""
    times = Counter(event.topic for event in said)
    assert {topic: n for topic, n in times.items() if n > 1 and topic != OrderCreated.topic} == {}
    assert list(unkept(list(times))) == []
