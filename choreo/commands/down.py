"""choreo down"""

import typer

from choreo.commands.where import where
from choreo.stack.end import end_stack


def down(context: typer.Context) -> None:
    """End what `choreo up` or `choreo demo` started here, or left behind when it was killed. Data stays."""
    home = where(context).local_home("down")
    typer.echo(end_stack(home))
