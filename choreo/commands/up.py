"""choreo up"""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from choreo.commands.where import where
from choreo.processes.signals import until_signal
from choreo.stack.options import Options
from choreo.stack.page import told_page
from choreo.stack.start import local_stack


def up(
    context: typer.Context,
    servers_only: Annotated[
        bool, typer.Option("--servers-only", help="Only PostgreSQL, Kafka and Valkey; nothing of the shop.")
    ] = False,
    replicas: Annotated[int, typer.Option(min=1, max=8, help="Processes of each service.")] = 1,
) -> None:
    """Start everything and stay until Ctrl-C.

    Servers, outsiders and services run as child processes, on their usual ports where those are free. What dies is
    started again. Where everything is stands in .choreo/stack.json as soon as all is ready; logs are in .choreo/logs,
    data stays in .choreo until it is removed. CHOREO_… variables reach every service. The address of the page is
    printed, with an administrator's token.
    """
    home = where(context).local_home("up")
    asyncio.run(until_signal(_stay(home, Options(servers_only=servers_only, replicas=replicas))))


async def _stay(home: Path, options: Options) -> None:
    try:
        async with local_stack(home, options, typer.echo) as stack:
            if not options.servers_only:
                typer.echo(told_page(stack.addresses))
            typer.echo(f"all is ready (see {home / 'stack.json'}); Ctrl-C ends it")
            await asyncio.Event().wait()
    except asyncio.CancelledError:
        typer.echo("all has ended")
        raise
