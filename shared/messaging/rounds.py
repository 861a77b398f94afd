"""Runs the handlers of a batch side by side and serves what they ask for together (the DataLoader idea).

A round: each handler runs until it needs rows that are not there; then one locking query per table for all of them.
Events of one lane (one order) run one after the other."""

from collections import deque
from collections.abc import Coroutine, Generator, Iterable
from contextvars import Context, copy_context
from types import coroutine
from typing import Any

from shared.events import Event
from shared.messaging.errors import AwaitedElsewhere, EmittedUndeclared
from shared.messaging.rows import Ask, Rows
from shared.messaging.step import Step, StepFailed
from shared.messaging.subscriptions import Emitted
from shared.messaging.unit import OutsideCall, Unit
from shared.telemetry.order import speak_of
from shared.telemetry.spans import enter_span


@coroutine
def _ask(wish: Ask | OutsideCall) -> Generator[Ask | OutsideCall, None, None]:
    yield wish


class _Lane:
    """The steps of one order, and the handler that is under way."""

    def __init__(self) -> None:
        self.ahead: deque[Step] = deque()
        self.step: Step | None = None
        self.running: Coroutine[Any, Any, Emitted] | None = None
        self.context: Context | None = None
        """In which the handler's log lines and spans know their order and their trace."""


async def run_side_by_side(steps: Iterable[Step], rows: Rows) -> None:
    """Runs each step to its end, or to the call it needs first. Raises StepFailed at the first handler that raises:
    what others did by then is unfinished, and the transaction must be rolled back. Only a command that refuses before
    it has written anything disturbs nobody."""
    lanes: dict[str, _Lane] = {}
    for step in steps:
        step.renew()
        lanes.setdefault(step.lane, _Lane()).ahead.append(step)
    waiting = list(lanes.values())
    try:
        while waiting:
            asked: list[Ask] = []
            waiting = [lane for lane in waiting if _advance(lane, rows, asked)]
            await rows.load(asked)
    finally:
        for lane in lanes.values():
            if lane.running is not None:
                lane.running.close()


def _advance(lane: _Lane, rows: Rows, asked: list[Ask]) -> bool:
    """Runs a lane until it asks for rows (True) or is through (False)."""
    while True:
        if lane.running is None:
            if not lane.ahead:
                return False
            lane.step = lane.ahead.popleft()
            lane.step.unit = _unit_of(lane.step, rows)
            lane.running = lane.step.begin(lane.step.unit)
            lane.context = copy_context()
            lane.context.run(_enter, lane.step)
        assert lane.step is not None
        wish = _resume(lane)
        if isinstance(wish, Ask):
            asked.append(wish)
            return True


def _resume(lane: _Lane) -> Ask | None:
    step, running, context = lane.step, lane.running, lane.context
    assert step is not None
    assert running is not None
    assert context is not None
    try:
        wish = context.run(running.send, None)
        if isinstance(wish, Ask):
            return wish
        if not isinstance(wish, OutsideCall):
            raise AwaitedElsewhere(
                "a handler may only await its unit of work (`db`); for a call to the outside use `await db.outside(…)`"
            )
        step.waits_for = wish
    except StopIteration as end:
        step.returned = end.value
    except Exception as error:
        if step.delivery is not None or step.unit is None or step.unit.has_written:
            raise StepFailed(step, error) from error
        step.refused = error
    lane.running = None
    running.close()
    step.emitted = _checked(step)
    return None


def _enter(step: Step) -> None:
    enter_span(step.span)
    speak_of(step.order_id)


def _unit_of(step: Step, rows: Rows) -> Unit:
    answers = step.answers  # and not the step: in a circle with its unit, it would wait for the garbage collector

    async def outside(call: OutsideCall) -> Any:
        if call.key not in answers:
            await _ask(call)
        answer = answers[call.key]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Unit(rows=rows, serve=_ask, outside=outside, traceparent=step.traceparent)


def _checked(step: Step) -> tuple[Event, ...]:
    returned: Emitted = step.returned
    emitted = () if returned is None else (returned,) if isinstance(returned, Event) else tuple(returned)
    for event in emitted:
        if type(event) not in step.emits:
            mistake = EmittedUndeclared(f"{event.topic} was returned, but the annotation does not announce it")
            raise StepFailed(step, mistake)
    return emitted
