"""A batch, from taken to done. Blueprint section 6 in code; a crash between any two steps repeats work and changes
nothing."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared.messaging.dedup import Dedup
from shared.messaging.errors import NoEvent
from shared.messaging.faults import fault_point
from shared.messaging.hearing import hear
from shared.messaging.outside_calls import OutsideCalls
from shared.messaging.parking import Failure
from shared.messaging.patience import until_database_answers
from shared.messaging.postman import Postman
from shared.messaging.record import Record
from shared.messaging.step import Delivery, Step, StepFailed
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Committed, commit
from shared.telemetry.tracing import process_span, traceparent_of

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
    ) -> None:
        self._service, self._subscriptions, self._sessions = service, subscriptions, sessions
        self._postman, self._dedup, self._on_parked = postman, dedup, on_parked
        self._outside = OutsideCalls()

    async def handle(self, records: Sequence[Record]) -> None:
        """Returns when every record is handled or parked, durably, and what was emitted is published or left to the
        sweeper: then the batch may be acknowledged. Waits for ever while the database is away."""
        fault_point("batch_taken")
        steps, failures = [], []
        for record in records:
            try:
                steps.append(self._step(record))
            except NoEvent as refused:
                failures.append(Failure(record, record.origin, None, refused))
        done = await self._dedup.done([step.delivery.envelope.id for step in steps if step.delivery])
        fault_point("dedup_asked")
        await self._carry_out([s for s in steps if s.delivery and s.delivery.envelope.id not in done], failures)
        fault_point("before_acknowledge")

    async def try_again(self, record: Record, parked_id: str) -> None:
        """One try of a parked event, as a batch of one: it is handled and its row gone, or the row is due again."""
        try:
            steps, failures = [self._step(record, parked_id)], []
        except NoEvent as refused:
            steps, failures = [], [Failure(record, record.origin, None, refused, parked_id)]
        await self._carry_out(steps, failures)

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
        return await until_database_answers(lambda: commit(self._sessions, self._service, steps, failures))

    def _failure(self, step: Step, error: Exception) -> Failure:
        assert step.delivery is not None
        first = error if step.delivery.parked_id is None else None  # its stack is told once, not with each try
        log.warning("%s %s: %r", step.delivery.record.topic, step.delivery.envelope.id, error, exc_info=first)
        return Failure.of(step.delivery, error)

    def _step(self, record: Record, parked_id: str | None = None) -> Step:
        event, envelope = hear(record)
        handler = self._subscriptions.handlers[type(event)]
        span = process_span(envelope.type, event.key, envelope.traceparent)
        span.end()
        return Step(
            begin=lambda unit: handler.act(event, unit),
            emits=handler.emits,
            lane=event.key,
            traceparent=traceparent_of(span),
            tracestate=envelope.tracestate,
            baggage=envelope.baggage,
            delivery=Delivery(record, event, envelope, parked_id),
        )
