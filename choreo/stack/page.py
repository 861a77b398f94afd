"""Where people look at the shop: the observer's page."""

from choreo.stack.addresses import Stack
from shared.web.tokens import mint

ADMINISTRATOR = "administrator"


def page_of(stack: Stack) -> str | None:
    """Its address, with an administrator's token behind the #, which a browser sends to nobody. Where only an issuer
    makes tokens, without one: then it shows the map alone. None: nobody watches this stack."""
    place = stack.services.get("observer_service")
    if place is None:
        return None
    try:
        return f"{place.url}/#token={mint(ADMINISTRATOR, admin=True)}"
    except ValueError:
        return f"{place.url}/"


def told_page(stack: Stack) -> str:
    """A line for a terminal."""
    page = page_of(stack)
    return f"The page: {page}" if page else "There is no page: observer_service does not run."
