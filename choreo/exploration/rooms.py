"""What a service does: run once for real, for each of its states and each thing that can happen to it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, async_sessionmaker

from choreo.exploration.cells import SHARED, Cells, shared_tables
from choreo.exploration.message import Message
from choreo.exploration.rows import Rows, read_rows, tables_of, write_rows
from choreo.exploration.touched import touched_tables
from shared import clock
from shared.messaging.arriving import Arrivals
from shared.messaging.commands import Command
from shared.messaging.step import Step, StepFailed
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import commit
from shared.service import Service

Answers = tuple[tuple[Any, Any], ...]
"""What the outside answered to calls: (call, answer)."""


@dataclass(frozen=True)
class Done:
    """What came of it. `wants`: the call that must be answered first; then nothing has changed. `alone`: no rows were
    asked for but those of its own order."""

    state: int
    said: tuple[tuple[str, str, bytes], ...] = ()
    wants: Any = None
    broke: str | None = None
    refused: bool = False
    alone: bool = False


class Rooms:
    """One service, its tables and its states. `runs` counts what was run on PostgreSQL."""

    def __init__(
        self,
        service: Service,
        connection: AsyncConnection,
        opened: datetime,
        subscriptions: Subscriptions | None = None,
    ) -> None:
        self.service, self.name = service, service.name
        self.subscriptions = subscriptions or service.subscriptions
        self._connection, self._opened = connection, opened
        self._tables = tables_of(service)
        self._arrivals = Arrivals(service.name, self.subscriptions, ())
        self._sessions = async_sessionmaker(
            connection, expire_on_commit=False, autoflush=False, join_transaction_mode="create_savepoint"
        )
        self._cells, self._shared = Cells(self._tables), shared_tables(self._tables)
        self._known: dict[Any, Done] = {}
        self._done: dict[Any, Done] = {}
        self.runs = 0

    def changed(self, subscriptions: Subscriptions | None) -> "Rooms":
        """The same service with other handlers, if any; it has learned nothing yet."""
        return Rooms(self.service, self._connection, self._opened, subscriptions)

    def rows(self, state: int) -> Rows:
        """The rows of that state."""
        return self._cells.rows(state)

    def state_of(self, rows: Rows) -> int:
        """Its number."""
        return self._cells.state_of(rows)

    def kept(self, state: int, order_id: str) -> int | None:
        """The number of what the service keeps of that order, the inbox aside; None when that is nothing."""
        return self._cells.kept(state, order_id)

    async def hear(
        self, state: int, message: Message, answers: Answers = (), *, copy: int = 0, late: timedelta | None = None
    ) -> Done:
        """An event is handled, with these answers of the outside, `late` after the hour of opening."""
        key = (state, message, answers, copy, late)
        if key not in self._done:
            step, failure = self._arrivals.receive(message.record(copy))
            if failure:
                self._done[key] = Done(state, broke=str(failure.error))
            else:
                self._done[key] = await self._apply(key[1:], state, message.order_id, step, answers, late)
        return self._done[key]

    async def ask(
        self, state: int, command: Command[Any, Any], late: timedelta | None = None, **arguments: Any
    ) -> Done:
        """A command is run."""
        key = (state, command.act.__name__, late, repr(arguments))
        if key not in self._done:
            order_id = str(arguments.get("order_id", SHARED))
            step = Step(
                begin=lambda unit: command.act(**arguments, db=unit),
                emits=command.emits,
                lane=order_id,
                traceparent=f"00-{'a' * 32}-{'b' * 16}-00",
            )
            self._done[key] = await self._apply(key[1:], state, order_id, step, (), late)
        return self._done[key]

    async def _apply(
        self, what: Any, state: int, order_id: str, step: Step, answers: Answers, late: timedelta | None
    ) -> Done:
        """What it does depends on its order's rows and the shared ones only, so it is run once for each of these."""
        concerned = self._cells.concerning(state, order_id)
        key = (concerned, *what)
        if key not in self._known:
            self._known[key] = await self._run(concerned, step, answers, late)
        done = self._known[key]
        return replace(done, state=self._cells.changed(state, done.state))

    async def _run(self, state: int, step: Step, answers: Answers, late: timedelta | None) -> Done:
        self.runs += 1
        step.answers.update(dict(answers))
        savepoint = await self._connection.begin_nested()
        try:
            await write_rows(self._connection, self._tables, self.rows(state))
            with clock.ruled(self._opened + (late or timedelta())), touched_tables(self._connection) as touched:
                committed = await commit(self._sessions, self.name, [step])
            alone = not touched & self._shared
            if step.waits_for:
                return Done(state, wants=step.waits_for, alone=alone)
            if step.refused:
                return Done(state, refused=True, alone=alone)
            after = self.state_of(await read_rows(self._connection, self._tables, self._opened))
        except StepFailed as failed:
            return Done(state, broke=repr(failed.error))
        except IntegrityError as refused:
            return Done(state, broke=str(refused.orig))
        finally:
            await savepoint.rollback()
        said = tuple((one.topic, (one.key or b"").decode(), one.value or b"") for one in committed.messages)
        return Done(after, said, alone=alone)
