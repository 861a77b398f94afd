"""One service's turn: it handles one event, in as many transactions as it makes calls to the outside, and one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.events import Event
from shared.messaging.hearing import hear
from shared.messaging.outside_calls import OutsideCalls
from shared.messaging.record import Record
from shared.messaging.step import Delivery, Step
from shared.messaging.transaction import Committed
from tests.contracts.services import SERVICES


@dataclass(frozen=True, eq=False)
class UnderWay:
    """An event on its way to one of those who hear it."""

    event: Event
    record: Record
    to: str


def step_of(under_way: UnderWay) -> Step:
    """The step that the runtime would make of it (shared/messaging/delivery.py)."""
    event, envelope = hear(under_way.record)
    handler = SERVICES[under_way.to].subscriptions.handlers[type(event)]
    return Step(
        begin=lambda unit: handler.act(event, unit),
        emits=handler.emits,
        lane=event.key,
        traceparent=envelope.traceparent,
        delivery=Delivery(under_way.record, event, envelope),
    )


class Turn:
    """Between its parts a test lets other things happen. A turn that nobody goes on with is a crash; a call that is
    made only later was on the wire so long."""

    def __init__(self, under_way: UnderWay, commit: Callable[[str, Step], Awaitable[Committed]]) -> None:
        self.under_way, self._commit, self.step = under_way, commit, step_of(under_way)

    @property
    def calls(self) -> str | None:
        """The gateway's function that it has decided to call, if any."""
        return self.step.waits_for.call.__name__ if self.step.waits_for else None

    async def decide(self) -> None:
        """One transaction: through, or up to the next call; then nothing is written."""
        await self._commit(self.under_way.to, self.step)

    async def call(self) -> None:
        """The call is made, and its answer has come."""
        await OutsideCalls().make([self.step])

    async def go_on(self) -> None:
        """To its end, deciding and calling as often as it takes. Raises StepFailed, and then nothing is written."""
        if self.step.waits_for and self.step.waits_for.key not in self.step.answers:
            await self.call()
        await self.decide()
        if self.calls:
            await self.go_on()
