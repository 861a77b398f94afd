"""One piece of work inside a batch: an event that was heard, or a command."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.trace import INVALID_SPAN, Span

from shared import clock
from shared.events import Event
from shared.events.envelope import Envelope
from shared.messaging.record import Record
from shared.messaging.subscriptions import Emitted
from shared.messaging.unit import OutsideCall, Unit
from shared.telemetry.context import traceparent_of


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way through: the record it came in, and its place among the parked ones when it is a retry."""

    record: Record
    event: Event
    envelope: Envelope
    parked_id: str | None = None

    @property
    def first_try(self) -> bool:
        """Whether it comes from Kafka, not from the parked ones."""
        return self.parked_id is None


@dataclass(slots=True, eq=False)
class Step:
    """What is run: `begin` makes the handler's coroutine. Steps of one lane run one after the other.

    `traceparent` is its place in the trace, to be kept by rows that will go on in it; `span` is its own work.

    After a run, either `returned` and `emitted` hold what it said, or `waits_for` the call to the outside that it needs
    first, or a command `refused`. `answers` are the calls already made for it."""

    begin: Callable[[Unit], Coroutine[Any, Any, Emitted]]
    emits: frozenset[type[Event]]
    lane: str
    traceparent: str
    tracestate: str | None = None
    baggage: str | None = None
    delivery: Delivery | None = None
    name: str = "step"
    order_id: str | None = None
    span: Span = INVALID_SPAN
    started: float = field(default_factory=clock.elapsed)
    finished: bool = False
    duplicate: bool = False
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
    def place(self) -> str:
        """The traceparent of its own work, as long as that is under way; where nothing is recorded, its place."""
        return traceparent_of(self.span) if self.span.is_recording() else self.traceparent

    @property
    def goes_on_in(self) -> str | None:
        """The traceparent of another trace that its handler continued, if it did."""
        continued = self.unit.traceparent if self.unit else None
        return continued if continued != self.traceparent else None


class StepFailed(Exception):
    """A handler raised. The transaction it ran in is to be rolled back."""

    def __init__(self, step: Step, error: Exception) -> None:
        super().__init__(step, error)
        self.step, self.error = step, error
