"""What the stream of one order owes to those who listen, and what an order that has ended must have shown
(PROTOCOL.md section 6)."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from choreo.exploration.world import NAMES
from shared.messaging.expectations import Expectation
from shared.migrate.services import load_service

EXPECTATIONS = tuple((service.name, stated) for service in map(load_service, NAMES) for stated in service.expectations)
"""What each service states in its expectations.py."""
DUE = tuple((name, stated) for name, stated in EXPECTATIONS if not stated.last_resort)
"""Without what is due only when the deadline has passed."""

A_GOOD_ORDER_SHOWS = {
    "order.created",
    "inventory.reserved",
    "discount.applied",
    "payment.requested",
    "payment.succeeded",
    "shipment.created",
    "order.completed",
    "inventory.shipped",
}
_UNDONE_ONLY_IF_DONE = {
    "inventory.released": "inventory.reserved",
    "discount.released": "discount.applied",
    "payment.refunded": "payment.requested",
    "shipment.cancelled": "payment.succeeded",
}


def owed(said: Collection[str], stated: Iterable[tuple[str, Expectation]] = EXPECTATIONS) -> Iterator[tuple[str, str]]:
    """Who owes what, after these topics."""
    for name, expectation in stated:
        after, one_of, unless = (
            {event.topic for event in events} for events in (expectation.after, expectation.one_of, expectation.unless)
        )
        if after <= set(said) and not (one_of | unless) & set(said):
            yield name, f"one of {', '.join(sorted(one_of))}"


def unkept(topics: Sequence[str]) -> Iterator[str]:
    """What is owed, and what should not have been said, of an order that has ended."""
    said = set(topics)
    yield from (f"{name} owes {what}" for name, what in owed(said))
    if "order.completed" in said and said != A_GOOD_ORDER_SHOWS:
        yield f"completed, and shows {', '.join(sorted(said ^ A_GOOD_ORDER_SHOWS))} too much or too little"
    for undoing, done in _UNDONE_ONLY_IF_DONE.items():
        if undoing in said and done not in said:
            yield f"{undoing} without {done}"
