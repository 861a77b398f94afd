"""What a caller hears when the service, not the request, is at fault."""

import asyncio
import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import ids
from shared.messaging.trouble import is_transient
from shared.web.problems import Problem

log = logging.getLogger(__name__)

RETRY_AFTER = 2
"""Seconds after which a caller may try again when a part is away."""


class AnswerFailures:
    """Answers 503 with Retry-After while a part such as the database is away, and to a request that is cut because the
    service stops; and 500 to anything unexpected: without inner detail, but with a reference that the log has too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def note_start(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, note_start)
        except (Exception, asyncio.CancelledError) as error:
            if scope["type"] != "http" or started:
                raise
            await _problem_of(error, f"{scope['method']} {scope['path']}").answer()(scope, receive, send)


def _problem_of(error: BaseException, request: str) -> Problem:
    if isinstance(error, asyncio.CancelledError):
        return _away("The service is stopping, and may or may not have done it.")
    reference = ids.new_id()
    if is_transient(error):
        log.warning("%r: a part is away (%s): %s: %s", request, reference, type(error).__name__, error)
        return _away("A part of the service is away.", reference=reference)
    log.error("%r failed (%s)", request, reference, exc_info=error)
    return Problem(500, "Unexpected failure", f"It was logged as {reference}; please report it.", reference=reference)


def _away(what: str, **members: str) -> Problem:
    headers = {"Retry-After": str(RETRY_AFTER)}
    detail = f"{what} Try again in {RETRY_AFTER} s."
    return Problem(503, "Temporarily unavailable", detail, headers=headers, **members)
