"""Starts the whole shop on this machine, as child processes of this one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from choreo.embedded.servers import servers
from choreo.processes.register import Register
from choreo.stack.addresses import register_of, stack_file
from choreo.stack.local import LocalStack
from choreo.stack.options import Options
from choreo.stack.ports import PortChoice
from choreo.stack.programs import Programs


@asynccontextmanager
async def local_stack(
    home: Path, options: Options | None = None, say: Callable[[str], None] = print
) -> AsyncIterator[LocalStack]:
    """Within it the shop runs, with everything it keeps below `home`, and stack.json is there. What an earlier one
    left behind is ended first. Raises AlreadyRunningError, CannotStartError or JarError, and then leaves nothing."""
    options = options or Options()
    register = await asyncio.to_thread(_claim, home, say)
    ports = PortChoice(options.usual_ports, say)
    try:
        say("starting PostgreSQL, Kafka and Valkey")
        async with servers(home, ports.of_servers(), register, say) as started, _asking() as http:
            stack = LocalStack(home, started, options, say)
            try:
                await stack.start(Programs(home, register, http), ports)
                async with _beside(stack.watch()):
                    yield stack
            finally:
                await stack.stop()
    finally:
        stack_file(home).unlink(missing_ok=True)
        register.release()


def _claim(home: Path, say: Callable[[str], None]) -> Register:
    register = register_of(home)
    if left := register.claim():
        say(f"ended {left} processes that an earlier start left behind")
    stack_file(home).unlink(missing_ok=True)
    return register


@asynccontextmanager
async def _asking() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
        yield http


@asynccontextmanager
async def _beside(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
