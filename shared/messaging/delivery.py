"""A batch, from taken to done. Blueprint section 6 in code; a crash between any two steps repeats work and changes
nothing."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager

from opentelemetry.trace import SpanKind
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.events import Event
from shared.messaging.arriving import Arrivals
from shared.messaging.dedup import Dedup
from shared.messaging.faults import fault_point
from shared.messaging.measures import count_consumed, finish
from shared.messaging.outside_calls import OutsideCalls
from shared.messaging.parking import Failure
from shared.messaging.patience import until_database_answers
from shared.messaging.postman import Postman
from shared.messaging.record import Record
from shared.messaging.spans import batch_attributes
from shared.messaging.step import Step, StepFailed
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Committed, commit
from shared.telemetry.order import speaking_of
from shared.telemetry.spans import working_on, working_together

log = logging.getLogger(__name__)


class Deliveries:
    """Hands what a service hears to its handlers, exactly once in effect."""

    def __init__(
        self,
        service: str,
        subscriptions: Subscriptions,
        sessions: async_sessionmaker[AsyncSession],
        postman: Postman,
        dedup: Dedup,
        *,
        on_parked: Callable[[], None],
        roots: Collection[type[Event]] = (),
    ) -> None:
        self._service, self._sessions = service, sessions
        self._arrivals = Arrivals(service, subscriptions, roots)
        self._postman, self._dedup, self._on_parked = postman, dedup, on_parked
        self._outside = OutsideCalls()

    async def handle(self, records: Sequence[Record]) -> None:
        """Returns when every record is handled or parked, durably, and what was emitted is published or left to the
        sweeper: then the batch may be acknowledged. Waits for ever while the database is away."""
        fault_point("batch_taken")
        count_consumed(records, self._service)
        arrived = [self._arrivals.receive(record) for record in records]
        with self._at_work([step for step, _ in arrived]):
            failures = [failure for _, failure in arrived if failure]
            for failure in failures:
                log.warning("%s is a dead letter: %s", failure.record.origin, failure.error)
            steps = await self._new([step for step, failure in arrived if not failure])
            fault_point("dedup_asked")
            await self._carry_out(steps, failures)
            fault_point("before_acknowledge")

    async def try_again(self, record: Record, parked_id: str, first_try: str | None = None) -> None:
        """One try of a parked event, as a batch of one: it is handled and its row gone, or the row is due again.
        `first_try` is the traceparent of the one that it was parked for."""
        step, failure = self._arrivals.receive(record, parked_id, [first_try] if first_try else [])
        with self._at_work([step]):
            await self._carry_out([], [failure]) if failure else await self._carry_out([step], [])

    def _at_work(self, steps: Sequence[Step]) -> AbstractContextManager[None]:
        return working_together(
            "process batch",
            SpanKind.CONSUMER,
            [step.span for step in steps],
            links=[step.traceparent for step in steps if step.span.is_recording()],
            attributes=batch_attributes(self._service, len(steps)),
        )

    async def _new(self, steps: Sequence[Step]) -> list[Step]:
        """Without those that Redis knows as done."""
        done = await self._dedup.done([step.delivery.envelope.id for step in steps if step.delivery])
        new = []
        for step in steps:
            assert step.delivery is not None
            if step.delivery.envelope.id in done:
                step.duplicate = True
                finish(step, self._service)
            else:
                self._arrivals.show_root(step)
                new.append(step)
        return new

    async def _carry_out(self, steps: list[Step], failures: list[Failure]) -> None:
        if not steps and not failures:
            return
        committed = await self._commit(steps, failures)
        if committed.parked:
            self._on_parked()
        await asyncio.gather(self._after_commit(committed), self._conclude(committed.calling))

    async def _conclude(self, steps: list[Step]) -> None:
        """Decide, call, conclude (PROTOCOL.md section 3): after the calls, the handlers run again on fresh rows."""
        if steps:
            fault_point("before_outside")
            await self._outside.make(steps)
            fault_point("after_outside")
            await self._carry_out(steps, [])

    async def _after_commit(self, committed: Committed) -> None:
        await self._postman.publish(committed.messages)
        await self._dedup.mark(committed.handled)
        fault_point("dedup_marked")

    async def _commit(self, steps: list[Step], failures: list[Failure]) -> Committed:
        """The batch in one transaction; without those events that raise, which are parked in it."""
        steps, failures = list(steps), list(failures)
        for _ in range(2):
            try:
                return await self._patiently(steps, failures)
            except StepFailed as failed:
                steps.remove(failed.step)
                failures.append(self._failure(failed.step, failed.error))
            except Exception as error:
                log.warning("a batch of %d could not be written, so each goes alone: %r", len(steps), error)
                break
        return await self._one_by_one(steps, failures)

    async def _one_by_one(self, steps: list[Step], failures: list[Failure]) -> Committed:
        committed = await self._patiently([], failures) if failures else Committed()
        for step in steps:
            try:
                committed += await self._patiently([step], [])
            except StepFailed as failed:
                committed += await self._patiently([], [self._failure(step, failed.error)])
            except Exception as error:
                committed += await self._patiently([], [self._failure(step, error)])
        return committed

    async def _patiently(self, steps: Sequence[Step], failures: Sequence[Failure]) -> Committed:
        with self._postman.clearing() as published:
            committed = await until_database_answers(
                lambda: commit(self._sessions, self._service, steps, failures, published=published)
            )
        for step in set(steps) - set(committed.calling):
            finish(step, self._service)
        for failure in failures:
            finish(failure.step, self._service, failure.error)
        return committed

    def _failure(self, step: Step, error: Exception) -> Failure:
        delivery = step.delivery
        assert delivery is not None
        first = error if delivery.first_try else None  # its stack is told once, not with each try
        with working_on(step.span), speaking_of(step.order_id):
            log.warning("%s %s: %r", delivery.record.topic, delivery.envelope.id, error, exc_info=first)
        return Failure(delivery.record, delivery.envelope.id, error, delivery.parked_id, step)
