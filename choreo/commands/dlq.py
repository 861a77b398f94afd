"""choreo dlq"""

import json
from typing import Annotated, Any

import typer

from choreo.commands.dead_letters import DeadLetters, Letter
from choreo.commands.table import show_table
from choreo.commands.where import where
from choreo.errors import CommandError

app = typer.Typer(
    no_args_is_help=True,
    help="""List, show and replay dead letters.

    Events that a service could not handle, and keeps until they are replayed.
    Read and replayed through the services' own HTTP interface.""",
)

COLUMNS = ("id", "service", "event", "state", "attempts", "replays", "error")

Service = Annotated[str | None, typer.Option("--service", help="Only this one's; unless said, every service's.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


@app.command("list")
def list_(context: typer.Context, service: Service = None, as_json: AsJson = False) -> None:
    """Show all dead letters, the latest first."""
    letters = DeadLetters(where(context).find()).all_of(service)
    if as_json:
        typer.echo(json.dumps([_flat(letter) for letter in letters], indent=2))
    elif not letters:
        typer.echo("no dead letters")
    else:
        show_table(COLUMNS, [_cells(letter) for letter in letters])


@app.command()
def show(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="From `choreo dlq list`.")],
    service: Service = None,
) -> None:
    """Show one dead letter with its original bytes and headers, as JSON."""
    typer.echo(json.dumps(_flat(DeadLetters(where(context).find()).one(id, service)), indent=2))


@app.command()
def replay(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(help="From `choreo dlq list`.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that `choreo dlq list` shows.")] = False,
    service: Service = None,
    force: Annotated[bool, typer.Option("--force", help="Also what was replayed too often already.")] = False,
) -> None:
    """Have dead letters tried again at once, when their cause is gone.

    Exit status 1 when one of them was refused; the others are replayed all the same.
    """
    if bool(ids) == everything:
        raise CommandError("say which: IDs, or --all")
    letters = DeadLetters(where(context).find())
    chosen = letters.all_of(service) if everything else [letters.one(id, service) for id in ids or ()]
    refused = 0
    for letter in chosen:
        refusal = letters.replay(letter, force)
        refused += refusal is not None
        typer.echo(f"{letter.id} of {letter.service}: {refusal or 'is being tried again'}")
    if not chosen:
        typer.echo("no dead letters")
    raise typer.Exit(1 if refused else 0)


def _flat(letter: Letter) -> dict[str, Any]:
    return {"service": letter.service, **letter.body}


def _cells(letter: Letter) -> list[str]:
    body = letter.body
    event = f"{body['topic']} {body['event_id']}"
    numbers = str(body["attempts"]), str(body["replays"])
    return [letter.id, letter.service, event, str(body["state"]), *numbers, str(body["error"]).splitlines()[0]]
