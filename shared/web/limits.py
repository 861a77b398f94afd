"""How much a request may send, how long it may take to, and how many a caller may send."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.settings import Settings
from shared.web.auth import KNOWN, authenticate
from shared.web.problems import Problem
from shared.web.rates import WINDOW, Rates

PATIENCE = 20.0
"""Seconds within which a body must have come."""


class BodyLimit:
    """Answers 413 to a body of more than `most` bytes: at once when its length is announced, else as soon as that much
    has come; the rest is not read. Answers 408 to a body that has not come within `patience` seconds. (Starlette's own
    limit answers in plain text, not with a problem document.)"""

    def __init__(self, app: ASGIApp, most: int, patience: float = PATIENCE) -> None:
        self.app, self.most, self.patience = app, most, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > self.most:
            await self._too_large().answer()(scope, receive, send)
            return
        received, complete = 0, False
        until = asyncio.get_running_loop().time() + self.patience

        async def receive_within_limits() -> Message:
            nonlocal received, complete
            if complete:  # what comes now is only that the caller has gone
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise Problem(
                    408, detail=f"The body did not come within {self.patience:g} s. Send it again.", headers=_CLOSE
                ) from None
            complete = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > self.most:
                raise self._too_large()
            return message

        await self.app(scope, receive_within_limits, send)

    def _too_large(self) -> Problem:
        return Problem(413, "Body too large", f"The body is larger than {self.most} bytes. Send a smaller one.")


_CLOSE = {"Connection": "close"}


class RateLimit:
    """Answers 429 with Retry-After to a caller who has sent `rate_limit` requests in this window. A caller is whom a
    valid token speaks for, else a client's address. `free` are paths that are not counted: others look there whether
    the service is well."""

    def __init__(self, app: ASGIApp, service: str, settings: Settings, free: tuple[str, ...]) -> None:
        self.app, self.settings, self.free = app, settings, free
        self.rates = Rates(service, settings.rate_limit, settings.redis)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(self.free):
            wait = self.rates.count(await self._caller(scope))
            if wait:
                most = self.settings.rate_limit
                detail = f"More than {most} requests within {WINDOW} s. Try again in {wait} s."
                refusal = Problem(429, detail=detail, headers={"Retry-After": str(wait)})
                await refusal.answer()(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _caller(self, scope: Scope) -> str:
        kind, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            try:
                scope[KNOWN] = principal = await authenticate(token.strip(), self.settings)
            except Problem as refusal:
                scope[KNOWN] = refusal  # which identify() raises, where a token is needed
            else:
                return f"customer {principal.customer_id}"
        return f"address {(scope.get('client') or ('unknown',))[0]}"
