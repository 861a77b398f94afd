"""How much a request may send."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.problems import Problem


class BodyLimit:
    """Answers 413 to a body of more than `most` bytes: at once when its length is announced, else as soon as that much
    has come; the rest is not read. (Starlette's own limit answers in plain text, not with a problem document.)"""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > self.most:
            await self._too_large().answer()(scope, receive, send)
            return
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.most:
                raise self._too_large()
            return message

        await self.app(scope, receive_within_limit, send)

    def _too_large(self) -> Problem:
        return Problem(413, "Body too large", f"The body is larger than {self.most} bytes. Send a smaller one.")
