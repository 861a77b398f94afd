"""choreo trace"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.text import Text

from choreo.commands.where import where
from choreo.stack.addresses import NoStackError, Stack
from choreo.traces.jaeger import Jaeger
from choreo.traces.order import OrderTraces, read_traces_of
from choreo.traces.picture import Line, as_text, draw, widths
from choreo.traces.trace import Trace
from shared.settings import settings

COLOURS = ("cyan", "green", "yellow", "magenta", "blue", "white")
_LEAST = 20


def trace(
    context: typer.Context,
    order_id: Annotated[str, typer.Argument(help="As `POST /orders` answered it.")],
    jaeger: Annotated[
        str | None, typer.Option(metavar="URL", help="Where Jaeger is; unless said, CHOREO_JAEGER.")
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="Each call to a database, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: the spans.")] = False,
) -> None:
    """Show what happened to an order, as Jaeger has it.

    Each line is a span: what was done, by which service, how long after the trace began, and how long it took. What
    failed is marked with ✗. ⤷ names spans that a span is linked to: the batch in which an event was handled, the try
    that failed before, or what caused a cancellation.
    """
    stack = _stack(context)  # First: a stack may say where its Jaeger is.
    url = (jaeger or settings().jaeger).rstrip("/")
    found = asyncio.run(_read(order_id, url, stack))
    if as_json:
        shown = [{"trace_id": one.trace_id, "spans": [asdict(span) for span in one.spans]} for one in found.of_order]
        typer.echo(json.dumps({"order_id": order_id, "traces": shown}, indent=2))
        return
    console = Console()
    for one in found.of_order:
        lines = draw(one, found.linked, whole=whole)
        typer.echo(_title(one, url))
        if console.is_terminal:
            _print_coloured(console, lines, sorted(one.services))
        else:
            typer.echo(as_text(lines))


def _stack(context: typer.Context) -> Stack | None:
    """The running one, if there is one."""
    try:
        return where(context).find()
    except NoStackError:
        return None


async def _read(order_id: str, url: str, stack: Stack | None) -> OrderTraces:
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        return await read_traces_of(order_id, Jaeger(http, url), stack)


def _title(trace: Trace, jaeger: str) -> str:
    failed = sum(span.failed for span in trace.spans)
    failures = f", {failed} failed" if failed else ""
    return f"{jaeger}/trace/{trace.trace_id}  ({len(trace.spans)} spans, {', '.join(sorted(trace.services))}{failures})"


def _print_coloured(console: Console, lines: Sequence[Line], services: Sequence[str]) -> None:
    """The first column gives way where the terminal is narrow."""
    colour = dict(zip(services, COLOURS * len(services), strict=False))
    what, service, begins, lasts = widths(lines)
    what = min(what, max(_LEAST, console.width - service - begins - lasts - 6))
    for line in lines:
        row = Text(line.what, "red" if line.failed else "" if line.service else "dim")
        if line.service:
            row.truncate(what, overflow="ellipsis", pad=True)
            row.append(f"  {line.service:{service}}", colour.get(line.service))
            row.append(f"  {line.begins:>{begins}}", "dim")
            row.append(f"  {line.lasts:>{lasts}}")
        console.print(row, no_wrap=True, overflow="ellipsis")
