"""choreo replay"""

import asyncio
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from choreo.commands.where import Where, where
from choreo.errors import CommandError
from choreo.processes.signals import until_signal
from choreo.replay.as_json import as_json as in_json
from choreo.replay.reading import read_records
from choreo.replay.recorded import Recording, recording_of
from choreo.replay.replay import Replay
from choreo.replay.replay import replay as replay_order
from choreo.replay.saving import load, save
from choreo.replay.telling import Line, tell_beginning, tell_end, tell_step


def replay(
    context: typer.Context,
    order_id: Annotated[
        str | None, typer.Argument(metavar="ORDER", help="As `POST /orders` answered it; with --from, the file's.")
    ] = None,
    saved: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Replay what --save wrote; no stack is needed.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="Keep the records as JSON, the customer's address among them."),
    ] = None,
    step: Annotated[
        bool, typer.Option("--step", help="On a terminal: wait for Enter after each step; Ctrl-D shows the rest.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Run an order again, to see why it ended as it did.

    Reads the order's records from Kafka and gives them to the services' own handlers, each service in a database of
    its own that is empty before and gone afterwards. What the order's events do not hold (stock, coupon) is taken from
    the answers that are recorded; provider and carrier answer as they did. The running stack is only read.

    Each step shows an event, who hears it in which handler, which columns of its rows change, and what it says: ✓ when
    that is what was recorded; its time is the earliest possible. Kafka has the order in which things were said, not in
    which they were heard: where the recorded order does not reproduce what a service said, others are tried in which
    nothing is heard before it was said, and the one that does is told. Exit status 0: it reproduces; 1: it does not,
    and where is told at the end.
    """
    recording = _recording(where(context), order_id, saved)
    if to is not None:
        save(recording, to)
    typer.echo("making empty databases, which takes some seconds", err=True)
    replayed = asyncio.run(until_signal(replay_order(recording)))
    if replayed is None:
        raise typer.Exit(1)
    if as_json:
        typer.echo(json.dumps(in_json(replayed), indent=2, ensure_ascii=False))
    else:
        _show(replayed, wait=step and sys.stdin.isatty() and sys.stdout.isatty())
    raise typer.Exit(0 if replayed.reproduces else 1)


def _recording(place: Where, order_id: str | None, saved: Path | None) -> Recording:
    if saved is not None:
        recording = load(saved)
        if order_id not in (None, recording.order_id):
            raise CommandError(f"{saved} holds order {recording.order_id}, not {order_id}")
        return _known(recording, str(saved))
    if order_id is None:
        raise CommandError("say which order: `choreo replay ORDER`, or a file: `choreo replay --from FILE`")
    kafka = place.find().kafka
    records = asyncio.run(read_records(kafka, order_id, lambda what: typer.echo(what, err=True)))
    return _known(recording_of(order_id, records), f"Kafka at {kafka}")


def _known(recording: Recording, source: str) -> Recording:
    if not recording.said:
        unread = f" but {len(recording.strangers)} that no service understands" if recording.strangers else ""
        raise CommandError(
            f"{source} holds no event of an order {recording.order_id}{unread}: there is no such order, or it is older "
            "than Kafka keeps events (7 days)"
        )
    return recording


def _show(replayed: Replay, *, wait: bool) -> None:
    console = Console()
    _print(console, tell_beginning(replayed))
    began = replayed.steps[0].at if replayed.steps else 0
    for number, each in enumerate(replayed.steps, 1):
        _print(console, tell_step(number, each, began))
        wait = wait and _goes_on(console)
    _print(console, tell_end(replayed))


def _goes_on(console: Console) -> bool:
    """Whether to wait after the next step, too: Ctrl-D shows the rest at once."""
    try:
        console.input("[dim]     Enter: the next step[/dim] ")
    except EOFError:
        return False
    return True


def _print(console: Console, lines: Iterable[Line]) -> None:
    for line in lines:
        if console.is_terminal:
            console.print(Text(line.text, line.style), soft_wrap=True)
        else:
            typer.echo(line.text)
