"""A second process of a service, for as long as the first is taken for dead."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path

import httpx

from choreo.processes.ports import free_port
from choreo.processes.register import Register
from choreo.stack.local import LocalStack
from choreo.stack.programs import Programs, url_at

_TOGETHER = 2.0
"""Seconds for which both work, once the first has come back."""


def register_of_twins(home: Path) -> Register:
    """The list of the twins that run there."""
    return Register(home / "twins.json")


class Twins:
    """Of the services of one stack; with logs and a register of their own below its home."""

    def __init__(self, stack: LocalStack, http: httpx.AsyncClient) -> None:
        self._stack, self._http = stack, http
        self._programs = Programs(stack.home, register_of_twins(stack.home), http)
        self._numbers = count(1)

    @asynccontextmanager
    async def one_of(self, service: str) -> AsyncIterator[None]:
        """Within it there is one more member in the service's consumer group, under a name of its own."""
        name = f"{service}-twin-{next(self._numbers)}"
        twin = self._programs.service(self._stack.addresses, name, service, free_port(), {})
        await twin.start()
        try:
            yield
        finally:
            await twin.stop()

    async def until_both_work(self, service: str) -> None:
        """Returns when the first answers again, and both have worked for a while."""
        url = url_at(self._stack.member(service).server.port)
        while True:
            with suppress(httpx.HTTPError):
                if (await self._http.get(f"{url}/health/ready")).is_success:
                    break
            await asyncio.sleep(0.1)
        await asyncio.sleep(_TOGETHER)
