"""choreo down"""

import typer

from choreo.commands.where import where
from choreo.stack.end import end_stack


def down(context: typer.Context) -> None:
    """End what `up` or `demo` started, or left behind.

    Works from any terminal, and after a kill -9. Data stays until the directory is removed.
    """
    home = where(context).local_home("down")
    typer.echo(end_stack(home))
