"""choreo stuck"""

import json
from typing import Annotated, Any

import typer

from choreo.commands.interface import Interface
from choreo.commands.table import show_table
from choreo.commands.where import where

COLUMNS = ("order", "status", "accepted", "deadline", "heard", "customer")


def stuck(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False
) -> None:
    """Show orders that should have ended and have not, the longest overdue first.

    Those whose deadline passed more than a minute ago; `choreo_stuck_orders` counts them. A deadline ends an order as
    soon as order_service runs: look whether it does, and at `choreo dlq list`. Exit status 1 when there is one.
    """
    orders = list(Interface(where(context).find(), "choreo-stuck").listed("order_service", "/stuck-orders"))
    if as_json:
        typer.echo(json.dumps(orders, indent=2))
    elif not orders:
        typer.echo("no stuck orders")
    else:
        show_table(COLUMNS, [_cells(order) for order in orders])
    raise typer.Exit(1 if orders else 0)


def _cells(order: dict[str, Any]) -> list[str]:
    heard = ", ".join(order["heard"]) or "nothing"
    told = [order[name] for name in ("order_id", "status", "created_at", "deadline_at")]
    return [*map(str, told), heard, str(order["customer_id"])]
