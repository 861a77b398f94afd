"""choreo chaos"""

import asyncio
import json
from typing import Annotated

import typer
from rich.console import Console

from choreo.chaos.fault import EVERYBODY, draw_faults, spread_kills
from choreo.chaos.run import Plan, run_chaos
from choreo.chaos.told import as_data, tell
from choreo.commands.where import Where, where
from choreo.errors import CommandError
from choreo.processes.signals import until_signal

_WIDE = 120
"""Columns that the tables need; a file or a pipe has no width of its own."""


def chaos(
    context: typer.Context,
    seed: Annotated[int, typer.Option(help="The same seed does the same to the same orders at the same moments.")] = 1,
    orders: Annotated[int, typer.Option(min=1, help="How many.")] = 1200,
    rate: Annotated[float, typer.Option(min=0.1, help="Orders a second.")] = 20.0,
    kills: Annotated[int, typer.Option(min=0, help="How often somebody is killed: everybody once, then again.")] = 12,
    kill: Annotated[
        list[str] | None, typer.Option(help="Kill this member, and do nothing else; may be said several times.")
    ] = None,
    replicas: Annotated[int, typer.Option(min=1, max=8, help="Processes of each service.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Attack the shop while orders come in, and prove that each still ends right.

    In a shop of its own, under `chaos` in the home directory. Services, Kafka, PostgreSQL, Valkey and the outsiders
    are killed (kill -9) and frozen (SIGSTOP; a service for longer than its session, so that it comes back as a
    zombie beside its twin); Valkey is emptied; payment provider and carrier are slow, flapping, silent; dead letters
    are replayed; a service reads its topics again from the beginning. Then come the audit, the outsiders' own
    ledgers, and how long orders took before, while and after.

    Exit status 0 only if no order is lost, doubled, stuck or ended by the deadline, each ended as its customer's wish
    had to, and the audit holds.
    """
    if strangers := sorted(set(kill or ()) - set(EVERYBODY)):
        raise CommandError(f"nobody here is named {', '.join(strangers)}; there are {', '.join(EVERYBODY)}")
    load = orders / rate
    faults = spread_kills(kill, load, seed) if kill else draw_faults(seed, load, kills)
    plan = Plan(seed, orders, rate, faults, replicas)
    raise typer.Exit(asyncio.run(until_signal(_run(where(context), plan, as_json))) or 0)


async def _run(at: Where, plan: Plan, as_json: bool) -> int:
    console = Console(highlight=False, markup=False, soft_wrap=True, stderr=as_json)
    if not console.is_terminal:
        console.width = _WIDE
    outcome = await run_chaos(at.local_home("chaos") / "chaos", plan, console.print)
    if as_json:
        typer.echo(json.dumps(as_data(plan, outcome), indent=2))
    else:
        tell(plan, outcome, console)
    return 0 if outcome.verdict.good else 1
