"""The parties outside, as a test wants them to answer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from shared.messaging.unit import OutsideCall

Call = Callable[..., Awaitable[Any]]


class Answers:
    """Answers each function of a gateway with what it is given, raising exceptions; notes what was asked.

    A call that nobody expected fails the test."""

    def __init__(self, answers: Mapping[Call, Any] | None = None) -> None:
        self._answers = answers or {}
        self.asked: list[tuple[Any, ...]] = []

    async def __call__(self, call: OutsideCall) -> Any:
        self.asked.append((call.call, *call.args))
        assert call.call in self._answers, f"nobody expected a call of {call.call.__qualname__}{call.args}"
        answer = self._answers[call.call]
        if isinstance(answer, Exception):
            raise answer
        return answer
