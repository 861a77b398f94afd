"""Commands that wait at the same time share one transaction; each is answered after its commit."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from contextvars import Context
from dataclasses import dataclass
from typing import Any

from opentelemetry.trace import SpanKind
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared import ids
from shared.messaging.commands import Command, lane_of
from shared.messaging.gathering import Gathering
from shared.messaging.outside_calls import OutsideCalls
from shared.messaging.patience import until_database_answers
from shared.messaging.postman import Postman
from shared.messaging.spans import name_order
from shared.messaging.step import Step, StepFailed
from shared.messaging.transaction import Committed, commit
from shared.settings import settings
from shared.telemetry.context import passed_on, traceparent_of
from shared.telemetry.spans import current_span, end_span, start_span, working_together

GATHERING = Gathering(each=0.0015, longest=0.05)
"""Of commands, before the next transaction: who asks alone never waits."""
_TRIES = 5
"""A caller is waiting: when the database does not answer after so many, it is told so."""


@dataclass(slots=True, eq=False)
class _Asked:
    step: Step
    answer: "asyncio.Future[Any]"


class CommandQueue:
    """Runs a service's commands."""

    def __init__(self, service: str, sessions: async_sessionmaker[AsyncSession], postman: Postman) -> None:
        self._service, self._sessions, self._postman = service, sessions, postman
        self._asked: list[_Asked] = []
        self._working: asyncio.Task[None] | None = None
        self._publishing: set[asyncio.Task[None]] = set()
        self._outside = OutsideCalls()

    async def run(self, command: Command[Any, Any], **arguments: Any) -> Any:
        """Returns what the command returned, once it is committed; Kafka need not be there. Raises what it raised, and
        then nothing of it was written."""
        caller = current_span()
        span = caller or start_span(command.act.__name__)
        name_order(span, arguments)
        tracestate, baggage = passed_on()
        step = Step(
            begin=lambda unit: command.act(**arguments, db=unit),
            emits=command.emits,
            lane=lane_of(arguments) or ids.new_id(),
            traceparent=traceparent_of(span),
            tracestate=tracestate,
            baggage=baggage,
            name=command.act.__name__,
            order_id=lane_of(arguments),
            span=span,
        )
        asked = _Asked(step, asyncio.get_running_loop().create_future())
        self._asked.append(asked)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work(), context=Context())  # of many callers, so of no trace
        try:
            return await asked.answer
        finally:
            if caller is None:
                end_span(span)

    async def close(self) -> None:
        """Returns when every command is answered and what was emitted is published or left to the sweeper."""
        if self._working is not None:
            await self._working
        await asyncio.gather(*self._publishing)

    async def _work(self) -> None:
        while self._asked:
            most = settings().batch_size
            taken, self._asked = self._asked[:most], self._asked[most:]
            await self._together(taken)
            if seconds := GATHERING.after(len(taken)):
                await asyncio.sleep(seconds)

    async def _together(self, taken: list[_Asked]) -> None:
        """In one transaction; the first that raises is told, and the others go on without it; after two, one by one."""
        for _ in range(2):
            try:
                return await self._commit(taken)
            except StepFailed as failed:
                refused = next(asked for asked in taken if asked.step is failed.step)
                _refuse(refused, failed.error)
                taken = [asked for asked in taken if asked is not refused]
            except Exception as error:
                if len(taken) == 1:
                    return _refuse(taken[0], error)
                break
        for asked in taken:
            try:
                await self._commit([asked])
            except StepFailed as failed:
                _refuse(asked, failed.error)
            except Exception as error:
                _refuse(asked, error)

    async def _commit(self, taken: Sequence[_Asked]) -> None:
        steps = [asked.step for asked in taken]
        if not steps:
            return
        with _together(steps), self._postman.clearing() as published:
            committed = await until_database_answers(
                lambda: commit(self._sessions, self._service, steps, published=published), tries=_TRIES
            )
        calling = [asked for asked in taken if asked.step in committed.calling]
        for asked in taken:
            if asked.step.refused is not None:
                _refuse(asked, asked.step.refused)
            elif asked not in calling and not asked.answer.done():
                asked.answer.set_result(asked.step.returned)
        self._publish(committed)
        if calling:
            await self._outside.make([asked.step for asked in calling])
            await self._together(calling)

    def _publish(self, committed: Committed) -> None:
        if committed.messages:
            task = asyncio.create_task(self._postman.publish(committed.messages), context=Context())
            self._publishing.add(task)
            task.add_done_callback(self._publishing.discard)


def _together(steps: Sequence[Step]) -> AbstractContextManager[None]:
    return working_together(
        "commands",
        SpanKind.INTERNAL,
        [step.span for step in steps],
        links=[step.place for step in steps if step.span.is_recording()],
        attributes={"choreo.command_count": len(steps)},
    )


def _refuse(asked: _Asked, error: Exception) -> None:
    if not asked.answer.done():
        asked.answer.set_exception(error)
