"""Makes the calls that handlers asked for, outside any transaction, side by side."""

import asyncio
from collections.abc import Sequence

from shared.messaging.step import Step
from shared.outside import OutsideUnavailable
from shared.settings import settings
from shared.telemetry.order import speaking_of
from shared.telemetry.spans import working_on


class OutsideCalls:
    """At most `outside_concurrency` at a time in this process."""

    def __init__(self) -> None:
        self._at_a_time = asyncio.Semaphore(settings().outside_concurrency)

    async def make(self, steps: Sequence[Step]) -> None:
        """Calls for each step, and notes its answer or what was raised. A call unanswered after `outside_timeout`
        seconds is an OutsideUnavailable."""
        await asyncio.gather(*(self._make(step) for step in steps))

    async def _make(self, step: Step) -> None:
        call = step.waits_for
        assert call is not None
        with working_on(step.span), speaking_of(step.order_id):
            async with self._at_a_time:
                try:
                    async with asyncio.timeout(settings().outside_timeout):
                        step.answers[call.key] = await call.make()
                except TimeoutError:
                    step.answers[call.key] = OutsideUnavailable(f"{call.call.__qualname__} did not answer in time")
                except Exception as error:
                    step.answers[call.key] = error
