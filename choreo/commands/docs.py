"""choreo docs"""

from pathlib import Path
from typing import Annotated

import typer

from choreo.commands.impact import impact
from choreo.documents.choreography import the_shop
from choreo.documents.everything import write_everything
from choreo.documents.schemas.releases import Finding, held_against_releases
from choreo.errors import CommandError

app = typer.Typer(
    invoke_without_command=True,
    help="""Write the documents that come from the code, in the folder of the project.

    Settings, metrics, the map, each service's card, the AsyncAPI document, and the JSON Schema of each event. A schema
    that is committed is released: what would break those who hear the event is told, and nothing is written.

    With --check, nothing is written; exit status 1 tells what breaks somebody, and what says something else than the
    code.""",
)
app.command()(impact)


@app.callback()
def docs(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when one is out of date.")] = False,
) -> None:
    """Writes or checks, unless a command below it was named."""
    if context.invoked_subcommand is not None:
        return
    if not Path("shared/events").is_dir():
        raise CommandError("there is no shared/events here; run `choreo docs` in the folder of the project")
    choreography = the_shop()
    findings = held_against_releases(choreography)
    for finding in findings:
        typer.echo(finding.sentence)
    if any(finding.breaks for finding in findings):
        typer.echo(_how_to_go_on(findings))
        raise typer.Exit(1)
    stale = {path: text for path, text in write_everything(choreography).items() if _said_in(path) != text}
    for path, text in stale.items():
        is_not = "is out of date" if path.exists() else "is missing"
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        typer.echo(f"{path} {f'{is_not}; `choreo docs` writes it' if check else 'written'}")
    raise typer.Exit(1 if check and stale else 0)


def _how_to_go_on(findings: list[Finding]) -> str:
    number = sum(finding.breaks for finding in findings)
    what = "One change breaks" if number == 1 else f"{number} changes break"
    return (
        f"{what} a released version, so nothing was written. A version is released when its schema is committed; "
        "one that nothing has run yet is taken back by deleting its file in schemas/"
    )


def _said_in(path: Path) -> str | None:
    return path.read_text() if path.exists() else None
