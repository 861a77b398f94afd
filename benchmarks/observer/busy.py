"""The observer beside the whole shop, as fast as the five services go."""

import asyncio
import io
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from rich.console import Console

from choreo.demo.show import Plan, run_show
from choreo.stack.local import LocalStack
from choreo.stack.members import OBSERVER, SERVICES
from choreo.stack.options import Options
from choreo.stack.start import local_stack
from shared import clock

_WARM_UP = 100
_LOOK = 0.25


@dataclass(frozen=True)
class Busy:
    """`behind` is the most that was seen, `after` the seconds from the last order's end until all was heard; CPU
    seconds of the observer and of the five services."""

    orders: int
    seconds: float
    behind: int
    after: float
    observer: float
    services: float
    named: int


async def measure_busy(orders: int) -> Busy:
    """Raises RuntimeError when the orders did not end as asked."""
    quiet = Console(file=io.StringIO())
    with TemporaryDirectory() as home:
        async with local_stack(Path(home), Options(usual_ports=False), lambda _: None) as stack:
            await run_show(stack.addresses, Plan(_WARM_UP, None, 1), quiet, stack)
            most = Most()
            watching = asyncio.create_task(most.watch(stack))
            result = await run_show(stack.addresses, Plan(orders, None, 2), quiet, stack)
            begun = clock.elapsed()
            await _until_heard(stack)
            after = clock.elapsed() - begun
            watching.cancel()
            named = sum("missing: " in line for line in _log(stack).splitlines())
    if not result.good:
        raise RuntimeError("the orders did not end as asked; nothing was measured")
    [name] = OBSERVER
    cpu = result.figures.cpu
    return Busy(
        orders=orders,
        seconds=result.figures.seconds,
        behind=most.seen,
        after=after,
        observer=cpu[name],
        services=sum(cpu[service] for service in SERVICES),
        named=named,
    )


class Most:
    """The most that the observer was behind."""

    def __init__(self) -> None:
        self.seen = 0

    async def watch(self, stack: LocalStack) -> None:
        """Until cancelled."""
        async with httpx.AsyncClient(trust_env=False) as http:
            while True:
                self.seen = max(self.seen, await _behind(http, stack))
                await asyncio.sleep(_LOOK)


async def _until_heard(stack: LocalStack) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        while True:
            if await _behind(http, stack) == 0:
                return
            await asyncio.sleep(0.1)


async def _behind(http: httpx.AsyncClient, stack: LocalStack) -> int:
    [name] = OBSERVER
    return int((await http.get(f"{stack.addresses.url_of(name)}/map", timeout=10)).json()["behind"] or 0)


def _log(stack: LocalStack) -> str:
    [name] = OBSERVER
    return (stack.home / "logs" / f"{name}.log").read_text()
