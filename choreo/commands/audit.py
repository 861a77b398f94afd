"""choreo audit"""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated

import typer

from choreo.audit.audit import audit as audit_stack
from choreo.audit.report import TITLES, Report
from choreo.commands.where import where

BROKEN, NOT_QUIET = 1, 2
_SHOWN = 20


def audit(
    context: typer.Context,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for rest.")] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Prove that every order ended well.

    Waits until nothing is under way. Then reads the services' databases, the ledgers of payment provider and carrier,
    and Kafka, and holds them against each other: I1 ends, I2 money, I3 stock, I4 coupons, I5 shipments, I6 facts.
    Orders that break one are named. Exit status 0: all six hold; 1: one is broken; 2: it was never quiet.
    """
    report = asyncio.run(audit_stack(where(context).find(), wait))
    typer.echo(json.dumps(asdict(report) | {"holds": report.holds}, indent=2) if as_json else told(report))
    raise typer.Exit(status(report))


def status(report: Report) -> int:
    """The exit status that says what was found."""
    if report.unquiet:
        return NOT_QUIET
    return 0 if report.holds else BROKEN


def told(report: Report) -> str:
    """The report in words."""
    if report.unquiet:
        return "\n".join(["Not quiet, so nothing is proved:", *(f"  {what}" for what in report.unquiet)])
    lines = [f"Audit of {report.orders} orders"]
    for invariant, title in TITLES.items():
        broken = report.of(invariant)
        lines.append(f"  {invariant} {'BROKEN' if broken else 'holds '} {title}")
        lines += [f"       {violation.subject}: {violation.what}" for violation in broken[:_SHOWN]]
        if len(broken) > _SHOWN:
            lines.append(f"       … and {len(broken) - _SHOWN} more (--json shows all)")
    return "\n".join(lines)
