"""The outsiders' own books: what was really charged, paid back, booked and called off."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import httpx

from choreo.errors import CommandError
from choreo.stack.addresses import Place, Stack

Line = dict[str, Any]
_PAGE = 5000


@dataclass(frozen=True)
class Ledgers:
    """Lines by order; "" stands for lines that name no order."""

    charges: dict[str, list[Line]]
    refunds: dict[str, list[Line]]
    bookings: dict[str, list[Line]]
    cancelled: dict[str, list[Line]]


async def read_ledgers(stack: Stack) -> Ledgers:
    """Both, whole. Raises CommandError when one cannot be read."""
    provider = await _read(stack.payment_provider, "payment_provider")
    carrier = await _read(stack.carrier, "carrier")
    return Ledgers(
        charges=_by_order(provider["charges"]),
        refunds=_by_order(provider["refunds"]),
        bookings=_by_order(carrier["bookings"]),
        cancelled=_by_order(carrier["cancelled"]),
    )


async def _read(place: Place | None, name: str) -> dict[str, list[Line]]:
    if place is None:
        raise CommandError(f"{name} does not run here: the audit needs its ledger")
    lines: dict[str, list[Line]] = defaultdict(list)
    after: int | None = 0
    try:
        async with httpx.AsyncClient(base_url=place.url, timeout=30, trust_env=False) as http:
            while after is not None:
                answer = await http.get("/ledger", params={"after": after, "limit": _PAGE})
                page = answer.raise_for_status().json()
                after = page.pop("next")
                for kind, more in page.items():
                    lines[kind] += more
    except httpx.HTTPError as error:
        raise CommandError(f"the ledger of {name} at {place.url} cannot be read ({error!r})") from error
    return lines


def _by_order(lines: list[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line["order_id"] or ""].append(line)
    return found
