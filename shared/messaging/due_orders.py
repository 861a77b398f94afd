"""What is due is done, one order's trouble apart from another's."""

import asyncio
import logging
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared import clock
from shared.messaging.command_queue import CommandQueue
from shared.messaging.parking import wait_before_try
from shared.messaging.timers import Timer
from shared.messaging.trouble import in_one_line, is_database_trouble

AT_A_TIME = 500
_GONE = 60.0
"""Seconds after its next try was due, a failing order that was not due any more is somebody else's."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Failing:
    attempts: int
    again_at: float


class DueOrders:
    """Runs a timer's command for each order that is due. One that fails holds up neither the others nor the service: it
    is logged, and tried again later, as a retried event is."""

    def __init__(self, timer: Timer, sessions: async_sessionmaker[AsyncSession], commands: CommandQueue) -> None:
        self._timer, self._sessions, self._commands = timer, sessions, commands
        self._failing: dict[str, _Failing] = {}

    async def run(self) -> float | None:
        """0 when there may be more. Raises the database's trouble."""
        async with self._sessions.begin() as session:
            order_ids = await self._timer.due(session, AT_A_TIME + len(self._failing))
        now = clock.elapsed()
        self._failing = {each: failing for each, failing in self._failing.items() if now < failing.again_at + _GONE}
        ready = sorted((each for each in order_ids if self._again_at(each) <= now), key=self._again_at)[:AT_A_TIME]
        commands = (self._commands.run(self._timer.run, order_id=order_id) for order_id in ready)
        outcomes = await asyncio.gather(*commands, return_exceptions=True)
        for order_id, outcome in zip(ready, outcomes, strict=True):
            if isinstance(outcome, Exception):
                self._put_off(order_id, outcome)
            else:
                self._failing.pop(order_id, None)
        return 0 if len(ready) == AT_A_TIME else None

    def _again_at(self, order_id: str) -> float:
        """0 for one that has not failed: it comes first."""
        return self._failing[order_id].again_at if order_id in self._failing else 0.0

    def _put_off(self, order_id: str, error: Exception) -> None:
        if is_database_trouble(error):
            raise error
        failing = self._failing.setdefault(order_id, _Failing(0, 0.0))
        wait = wait_before_try(failing.attempts).total_seconds()
        failing.attempts += 1
        failing.again_at = clock.elapsed() + wait
        log.error(
            "%s of %s failed, try %d; again in %.1f s: %s",
            self._timer.run.act.__name__,
            order_id,
            failing.attempts,
            wait,
            in_one_line(error),
            extra={"order_id": order_id},
        )
