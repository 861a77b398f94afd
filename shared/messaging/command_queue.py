"""Commands that wait at the same time share one transaction; each is answered after its commit."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared import ids
from shared.messaging.commands import Command, lane_of
from shared.messaging.outside_calls import OutsideCalls
from shared.messaging.patience import until_database_answers
from shared.messaging.postman import Postman
from shared.messaging.step import Step, StepFailed
from shared.messaging.transaction import Committed, commit
from shared.settings import settings
from shared.telemetry.tracing import command_span, traceparent_of

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
        span = command_span(command.act.__name__)
        step = Step(
            begin=lambda unit: command.act(**arguments, db=unit),
            emits=command.emits,
            lane=lane_of(arguments) or ids.new_id(),
            traceparent=traceparent_of(span),
        )
        asked = _Asked(step, asyncio.get_running_loop().create_future())
        self._asked.append(asked)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        try:
            return await asked.answer
        finally:
            span.end()

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
        committed = await until_database_answers(lambda: commit(self._sessions, self._service, steps), tries=_TRIES)
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
            task = asyncio.create_task(self._postman.publish(committed.messages))
            self._publishing.add(task)
            task.add_done_callback(self._publishing.discard)


def _refuse(asked: _Asked, error: Exception) -> None:
    if not asked.answer.done():
        asked.answer.set_exception(error)
