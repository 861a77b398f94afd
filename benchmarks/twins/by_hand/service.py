"""What a service is: its table, what it hears, and what each event does to an order's row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.twins.by_hand.batch import Batch
from benchmarks.twins.by_hand.events import Event
from benchmarks.twins.by_hand.store import Table

Step = Callable[[Event, Any, Any], bool]


@dataclass(frozen=True)
class Service:
    """`row` is made from an order's id, or from the table's columns. `steps` are functions by event: they change the
    row, and say whether they did. `resumed` is SQL for the orders whose call may have died with the process: they come
    as the event `resumed`. `only_typed` is what it says itself, and hears only when it was typed by hand."""

    name: str
    table: Table
    row: Callable[..., Any]
    hears: Sequence[str]
    steps: Mapping[str, Step]
    batch: Callable[[], Batch] = Batch
    resumed: str | None = None
    only_typed: str | None = None
