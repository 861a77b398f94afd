"""choreo docs"""

from pathlib import Path
from typing import Annotated

import typer

from choreo.documents import configuration, metrics

_DOCUMENTS = {configuration.PATH: configuration.write_configuration, metrics.PATH: metrics.write_metrics}


def docs(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when one is out of date.")] = False,
) -> None:
    """Write the documents that come from the code, in the folder of the project.

    With --check, exit status 1 names those that say something else than the code.
    """
    stale = []
    for path, write in _DOCUMENTS.items():
        text = write()
        if _said_in(path) != text:
            stale.append(path)
            if not check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text)
    for path in stale:
        typer.echo(f"{path} {'is out of date; `choreo docs` writes it anew' if check else 'written'}")
    raise typer.Exit(1 if check and stale else 0)


def _said_in(path: Path) -> str | None:
    return path.read_text() if path.exists() else None
