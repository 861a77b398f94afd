"""choreo run"""

import os
import subprocess
import sys
from typing import Annotated

import typer

from choreo.commands.where import where
from choreo.stack.environment import environment_of


def run(
    context: typer.Context,
    module: Annotated[str, typer.Argument(help="A service's package, importable from here: loyalty_service")],
) -> None:
    """Run one more service against the running stack.

    Its database, tables and topics are made first. It listens on CHOREO_PORT, or a free port. Ctrl-C ends it.
    """
    environment = environment_of(where(context).find())
    migration = subprocess.run([sys.executable, "-m", "shared.migrate", module], env=environment)
    if migration.returncode:
        raise typer.Exit(migration.returncode)
    os.execve(sys.executable, [sys.executable, "-m", module], environment)
