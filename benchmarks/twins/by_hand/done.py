"""Redis as the first answer to "was this done?": one MGET before a batch, one write after that nobody awaits."""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import repeat
from typing import cast
from urllib.parse import urlsplit

import hiredis

_SET = b"*5\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$1\r\n1\r\n$2\r\nEX\r\n$5\r\n86400\r\n"


class Done(asyncio.Protocol):
    """While Redis is away nothing is known to be done, and the inbox alone decides."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._reader = hiredis.Reader()
        self._asked: deque[asyncio.Future[list[bytes | None]] | None] = deque()
        self._wire: asyncio.Transport | None = None

    @classmethod
    async def connect(cls, address: str, service: str) -> "Done":
        """`address` as redis://HOST:PORT/0."""
        parts = urlsplit(address)
        loop = asyncio.get_running_loop()
        _, done = await loop.create_connection(lambda: cls(service), parts.hostname or "", parts.port or 6379)
        return done

    def ask(self, ids: Sequence[str]) -> asyncio.Future[list[bytes | None]]:
        """For each id something when it is done, else None. Await it when the answer is needed."""
        answer: asyncio.Future[list[bytes | None]] = asyncio.get_running_loop().create_future()
        if self._wire and ids:
            self._wire.write(hiredis.pack_command(("MGET", *map(self._key, ids))))
            self._asked.append(answer)
        else:
            answer.set_result([None] * len(ids))
        return answer

    def mark(self, ids: Sequence[str]) -> None:
        """For a day. Only after the commit."""
        if self._wire and ids:
            keys = [self._key(id_).encode() for id_ in ids]
            self._wire.write(b"".join([_SET % (len(key), key) for key in keys]))
            self._asked.extend(repeat(None, len(keys)))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wire = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while (reply := self._reader.gets()) is not False:
            if (asked := self._asked.popleft()) and not asked.done():
                asked.set_result(reply)

    def connection_lost(self, exc: Exception | None) -> None:
        self._wire = None
        for asked in self._asked:
            if asked and not asked.done():
                asked.set_result([])
        self._asked.clear()

    def _key(self, id_: str) -> str:
        return f"{self._service}:{id_}"
