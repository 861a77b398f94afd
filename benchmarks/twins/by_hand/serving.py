"""`python -m benchmarks.twins.by_hand.serving`: order_service, with POST /orders as a bare ASGI application."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from functools import lru_cache
from socket import socket
from typing import Any

import orjson
import uvicorn
from pydantic import ValidationError

from benchmarks.saga.place import here
from benchmarks.twins.by_hand.accepting import Accepting, Wanted
from benchmarks.twins.by_hand.order import SERVICE, TABLE
from benchmarks.twins.by_hand.process import run
from benchmarks.twins.by_hand.publisher import Publisher
from benchmarks.twins.by_hand.store import Store

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Api:
    """POST /orders and nothing else."""

    def __init__(self, accepting: Accepting) -> None:
        self._accepting = accepting

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if (scope["method"], scope["path"]) != ("POST", "/orders"):
            await _answer(send, 404, {"title": "There is only POST /orders"})
            return
        headers = dict(scope["headers"])
        try:
            wanted = Wanted.model_validate_json(await _body(receive))
            customer = _customer(headers[b"authorization"])
            order_id = await self._accepting.accept(customer, headers[b"idempotency-key"].decode(), wanted)
        except ValidationError as error:
            await _answer(send, 422, {"title": "This is no order", "detail": str(error)})
        except (KeyError, IndexError, ValueError) as error:
            await _answer(
                send, 422, {"title": "An unknown SKU, or a header is missing or unreadable", "detail": str(error)}
            )
        else:
            await _answer(send, 202, {"order_id": order_id, "status": "PENDING"}, f"/orders/{order_id}")


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message["body"]
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    return body


async def _answer(send: Send, status: int, content: dict[str, str], location: str | None = None) -> None:
    body = orjson.dumps(content)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if location:
        headers.append((b"location", location.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@lru_cache(10_000)
def _customer(authorization: bytes) -> str:
    claims = authorization.split(b".")[1]
    subject: str = orjson.loads(base64.urlsafe_b64decode(claims + b"=" * (-len(claims) % 4)))["sub"]
    return subject


async def serve(publisher: Publisher, group: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
    """Returns when it listens, what goes on in `group`."""
    accepting = Accepting(await Store.open(here().database(SERVICE.name), TABLE), publisher)
    server = _Server(
        uvicorn.Config(
            Api(accepting),
            port=here().http_port,
            http="httptools",
            lifespan="off",
            access_log=False,
            log_level="warning",
            server_header=False,
            date_header=False,
        )
    )
    tasks = [group.create_task(accepting.run()), group.create_task(server.serve())]
    await server.listening.wait()
    return tasks


class _Server(uvicorn.Server):
    """Signals are the service's."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None."""
        yield


if __name__ == "__main__":
    run(SERVICE, serve)
