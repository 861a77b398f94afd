"""A call to a party outside: one attempt, in bounded time, behind a circuit breaker.

OutsideUnavailable   no answer that counts: try again later, for ever; never a failure
OutsideRefused       an answer that says our request is wrong: a failure
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import aiohttp
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import HALF_OPENED, OPENED, OpenedState
from purgatory.service._async.circuitbreaker import AsyncCircuitBreaker

from shared.settings import settings
from shared.telemetry.instrumenting import outgoing_calls


class OutsideUnavailable(Exception):
    """Nobody knows whether the call took effect, or it did not: time ran out, no connection, 408, 409 (a twin of this
    call is under way), 425, 429, 5xx, or the breaker is open."""


class OutsideRefused(Exception):
    """The other side answered that this request is wrong, in a way the business does not know."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> object:
        """The body, read as JSON; None when it is none."""
        with suppress(ValueError):
            return json.loads(self.body)
        return None


_parties: "WeakSet[Outsider]" = WeakSet()


@dataclass
class _Line:
    session: aiohttp.ClientSession
    breaker: AsyncCircuitBreaker


class Outsider:
    """A party outside, as this process sees it: its address is the setting of that name.

    Its connections are opened with the first call, one set per event loop. The breaker opens after
    `outside_failures` unavailable answers in a row, and after `outside_recovery` lets one call through to see."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Line] = WeakKeyDictionary()
        _parties.add(self)

    @property
    def address(self) -> str:
        """Where it is, without a slash at the end."""
        return str(getattr(settings(), self.name)).rstrip("/")

    @property
    def given_up(self) -> bool:
        """Whether its breaker is open: it was away, and the next call finds out whether it is back."""
        return any(line.breaker.context.state == OPENED for line in self._lines.values())

    async def call(self, method: str, url: str, **request: Any) -> Answer:
        """Its answer, of whatever status the business may know; `request` goes to aiohttp.

        One attempt. Raises OutsideUnavailable, at the latest after `outside_timeout`."""
        line = await self._line()
        if line.breaker.context.state == HALF_OPENED:
            raise OutsideUnavailable(f"{self.name} was away; another call is finding out whether it is back")
        try:
            async with line.breaker:
                answer = await self._attempt(line.session, method, url, request)
        except OpenedState:
            raise OutsideUnavailable(
                f"{self.name} was away a moment ago; not called before its breaker closes"
            ) from None
        if answer.status in (408, 409, 425):
            raise OutsideUnavailable(f"{self.name} is still busy with this call ({answer.status})")
        return answer

    async def close(self) -> None:
        """Closes what this event loop opened, and forgets the breaker's state; the next call opens anew."""
        line = self._lines.pop(asyncio.get_running_loop(), None)
        if line is not None:
            await line.session.close()

    async def _attempt(self, session: aiohttp.ClientSession, method: str, url: str, request: dict[str, Any]) -> Answer:
        patience = settings().outside_timeout
        try:
            async with asyncio.timeout(patience):
                async with session.request(method, url, allow_redirects=False, **request) as response:
                    answer = Answer(response.status, response.headers, await response.read())
        except TimeoutError:
            raise OutsideUnavailable(f"{self.name} gave no answer within {patience:g} s") from None
        except (aiohttp.ClientError, OSError) as error:
            raise OutsideUnavailable(f"{self.name} at {self.address}: {error or type(error).__name__}") from error
        if answer.status == 429 or answer.status >= 500:
            raise OutsideUnavailable(f"{self.name} answered {answer.status}")
        return answer

    async def _line(self) -> _Line:
        loop = asyncio.get_running_loop()
        if loop not in self._lines:
            breakers = AsyncCircuitBreakerFactory(settings().outside_failures, settings().outside_recovery)
            breaker = await breakers.get_breaker(self.name)
            if loop not in self._lines:  # or a twin was faster
                self._lines[loop] = _Line(_session(self.address), breaker)
        return self._lines[loop]


def parties() -> list[Outsider]:
    """All parties outside that this process may call, by name."""
    return sorted(_parties, key=lambda party: party.name)


def _session(address: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        address,
        connector=aiohttp.TCPConnector(limit=settings().outside_concurrency, keepalive_timeout=30),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),  # one clock rules the whole call, in _attempt
        cookie_jar=aiohttp.DummyCookieJar(),
        trace_configs=outgoing_calls(),
    )
