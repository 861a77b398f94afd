"""choreo demo"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer
from rich.console import Console

from choreo.commands.audit import status, told
from choreo.commands.where import Kind, Where, where
from choreo.demo.endings import tell_endings
from choreo.demo.invitation import invitation
from choreo.demo.show import Plan, Result, run_show
from choreo.processes.signals import until_signal
from choreo.stack.addresses import Stack
from choreo.stack.local import LocalStack
from choreo.stack.options import Options
from choreo.stack.page import told_page
from choreo.stack.start import local_stack

LEISURELY_ORDERS, LEISURELY_RATE = 100, 10.0
"""What a watcher can follow."""
INTERRUPTED = 130


def demo(
    context: typer.Context,
    orders: Annotated[int | None, typer.Option(min=1, help="How many orders; unless said, 100 at 10 a second.")] = None,
    rate: Annotated[
        float | None, typer.Option(min=0.1, help="Orders a second; unless said, as fast as it goes.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed makes the same orders.")] = 1,
    once: Annotated[bool, typer.Option("--once", help="End with the orders, and say what they cost.")] = False,
    replicas: Annotated[int, typer.Option(min=1, max=8, help="Processes of each service.")] = 1,
) -> None:
    """Start everything and send orders that end in every way.

    Orders are completed, or cancelled because of stock, coupon, card, address or the customer's wish. Afterwards
    the result is audited. Then the shop stays open until Ctrl-C, for you to try: what to type is printed, and the
    address of its page, with an administrator's token. With --once it ends with the orders; exit status 0: every order
    ended as asked, and the audit holds.
    """
    if orders is None and rate is None and not once:
        rate = LEISURELY_RATE
    plan = Plan(orders or LEISURELY_ORDERS, rate, seed)
    outcome = asyncio.run(until_signal(_perform(where(context), replicas, plan, once)))
    if outcome is None and once:
        outcome = INTERRUPTED
    raise typer.Exit(outcome or 0)


async def _perform(at: Where, replicas: int, plan: Plan, once: bool) -> int:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    try:
        async with _stage(at, replicas, console) as (stack, local):
            if not once:
                console.print(told_page(stack))
            result = await run_show(stack, plan, console, local)
            _tell(result, console)
            if once:
                console.print(result.figures.told())
                return (status(result.report) or 1) if not result.good else 0
            console.print("\n" + invitation(stack))
            console.print("Ctrl-C ends it. Until then, every order that ends is told here.")
            await tell_endings(stack.kafka, console.print)
            return 0
    except asyncio.CancelledError:
        console.print("all has ended")
        raise


@asynccontextmanager
async def _stage(at: Where, replicas: int, console: Console) -> AsyncIterator[tuple[Stack, LocalStack | None]]:
    if at.kind is Kind.COMPOSE:
        yield at.find(), None
        return
    async with local_stack(at.home, Options(replicas=replicas), console.print) as local:
        yield local.addresses, local


def _tell(result: Result, console: Console) -> None:
    console.print(told(result.report))
    for journey in result.strays:
        console.print(f"{journey.order_id} should have ended {journey.wish.ending}, and is {journey.ending}")
    if not result.strays:
        console.print(f"all {len(result.journeys)} orders ended as asked")
