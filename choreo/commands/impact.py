"""choreo docs impact"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from choreo.commands.table import show_table
from choreo.documents.choreography import Choreography, first_paragraph, the_shop
from choreo.documents.impact import Impact, Leaning, impact_of
from choreo.documents.sentences import listed, sentence_of
from choreo.errors import CommandError
from shared.events.versions import listed as versions
from shared.events.versions import sayable, understood
from shared.migrate.services import load_service
from shared.service import Service

_AS = {"after": "waits for it", "one_of": "is answered by it", "unless": "is lifted by it"}


def impact(
    event: Annotated[str, typer.Argument(help="Its name: payment.failed")],
    module: Annotated[
        list[str] | None,
        typer.Option("--service", metavar="MODULE", help="One more service, importable from here: loyalty_service"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show who would notice that an event changed.

    Who says it, who hears it and what they may say then, and what is owed that leans on it.
    """
    shop = the_shop()
    found = impact_of(event, Choreography([*shop.services, *map(_service, module or ())]))
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=2))
    else:
        _show(found)


def _service(module: str) -> Service:
    sys.path.insert(0, str(Path.cwd()))  # an installed command does not look where it is called
    try:
        return load_service(module)
    except LookupError as missing:
        raise CommandError(str(missing)) from None


def _show(found: Impact) -> None:
    event = found.event
    typer.echo(f"{event.topic}: {first_paragraph(event)}")
    if found.undoes:
        typer.echo("It undoes: whoever did something for the order owes to take it back.")
    readable, possible = versions(understood(event)), versions(sayable(event), "or")
    typer.echo(f"said as version {possible}, understood as version {readable}")
    _show_part(
        ("said by", "step", "when"),
        [
            (step.service, step.name, f"on {listed(step.hears, 'or')}" if step.hears else "asked")
            for step in found.said_by
        ],
    )
    _show_part(
        ("heard by", "step", "what it does", "may say"),
        [(step.service, step.name, step.does, ", ".join(step.says) or "nothing") for step in found.heard_by],
    )
    _show_part(
        ("owed by", "which", "what"),
        [(each.service, _AS[each.stands_as], _what(each)) for each in found.expectations],
    )


def _show_part(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    typer.echo()
    if rows:
        show_table(columns, rows)
    else:
        typer.echo(f"{columns[0]} nobody here")


def _what(leaning: Leaning) -> str:
    sooner = " It names sooner what another one names too." if leaning.stated.early else ""
    return sentence_of(leaning.stated, mark="") + sooner
