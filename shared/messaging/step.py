"""One piece of work inside a batch: an event that was heard, or a command."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from shared.events import Event
from shared.events.envelope import Envelope
from shared.messaging.record import Record
from shared.messaging.subscriptions import Emitted
from shared.messaging.unit import OutsideCall, Unit


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way through: the record it came in, and its place among the parked ones when it is a retry."""

    record: Record
    event: Event
    envelope: Envelope
    parked_id: str | None = None


@dataclass(slots=True, eq=False)
class Step:
    """What is run: `begin` makes the handler's coroutine. Steps of one lane run one after the other.

    After a run, either `returned` and `emitted` hold what it said, or `waits_for` the call to the outside that it needs
    first, or a command `refused`. `answers` are the calls already made for it."""

    begin: Callable[[Unit], Coroutine[Any, Any, Emitted]]
    emits: frozenset[type[Event]]
    lane: str
    traceparent: str
    tracestate: str | None = None
    baggage: str | None = None
    delivery: Delivery | None = None
    answers: dict[Any, Any] = field(default_factory=dict)
    returned: Any = None
    emitted: tuple[Event, ...] = ()
    waits_for: OutsideCall | None = None
    refused: Exception | None = None
    unit: Unit | None = None

    def renew(self) -> None:
        """Forgets the last run; the answers of the outside stay."""
        self.returned, self.emitted, self.waits_for, self.refused, self.unit = None, (), None, None, None

    @property
    def speaks_in(self) -> str:
        """The traceparent of what it emits: its own, unless the handler continued another trace."""
        return (self.unit and self.unit.traceparent) or self.traceparent


class StepFailed(Exception):
    """A handler raised. The transaction it ran in is to be rolled back."""

    def __init__(self, step: Step, error: Exception) -> None:
        super().__init__(step, error)
        self.step, self.error = step, error
