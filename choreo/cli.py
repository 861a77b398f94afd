"""The command line."""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from choreo.commands.where import Kind, Where
from choreo.errors import CommandError
from choreo.loading import Commands

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def choreo(
    context: typer.Context,
    stack: Annotated[
        Kind, typer.Option(help="Which stack to speak to: what `choreo up` runs here, or docker compose.")
    ] = Kind.LOCAL,
    home: Annotated[
        Path, typer.Option(help="Where a local stack keeps data, logs and stack.json.", metavar="DIRECTORY")
    ] = Path(".choreo"),
) -> None:
    """An online shop's order flow as five services on Kafka: choreographed, exactly once in effect.

    `choreo demo` shows it; `choreo up` runs it; the others look at what runs.
    """
    context.obj = Where(stack, home)


def main() -> None:
    """Runs the command. What the user can mend is one message on stderr and exit status 1, never a traceback."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what there is to say of Kafka, a command says itself
    try:
        app()
    except CommandError as error:
        typer.echo(f"choreo: {error}", err=True)
        sys.exit(1)
