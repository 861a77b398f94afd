"""choreo token"""

from typing import Annotated

import typer
from pydantic import ValidationError

from choreo.commands.where import Kind, where
from choreo.errors import CommandError
from shared.web.tokens import mint


def token(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(help="Whom the token speaks for: alice")],
    admin: Annotated[bool, typer.Option("--admin", help="With the scope for stock, coupons and dead letters.")] = False,
) -> None:
    """Print a bearer token for development.

    Good for a day, and signed with CHOREO_JWT_SECRET, which the services must share; --stack compose asks them for it.
    For example:

    curl -H "Authorization: Bearer $(choreo token alice)" http://127.0.0.1:8001/orders
    """
    at = where(context)
    if at.kind is Kind.COMPOSE:
        at.find()  # From then on the secret is known.
    try:
        typer.echo(mint(customer, admin))
    except ValidationError as error:
        raise CommandError(f"a customer's id is printable text of some length, not {customer!r}") from error
    except ValueError as error:
        raise CommandError(str(error)) from error
