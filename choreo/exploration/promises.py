"""What the stream of one order owes to those who listen, and what an order that has ended must have shown
(PROTOCOL.md section 6)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from choreo.exploration.world import NAMES
from observer_service.domain import Said, oddities_of, owed_by
from shared.messaging.cards import Promise, promise_of
from shared.messaging.expectations import Expectation
from shared.migrate.services import load_service

EXPECTATIONS = tuple((service.name, stated) for service in map(load_service, NAMES) for stated in service.expectations)
"""What each service states in its expectations.py."""
DUE = tuple((name, stated) for name, stated in EXPECTATIONS if not stated.last_resort)
"""Without what is due only when the deadline has passed."""
_SAYS = {name: frozenset(event.topic for event in load_service(name).emits) for name in NAMES}

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


_AT = datetime(2026, 1, 1, tzinfo=UTC)


def owed(said: Collection[str], stated: Iterable[tuple[str, Expectation]] = EXPECTATIONS) -> Iterator[tuple[str, str]]:
    """Who owes what, after these topics: as observer_service reckons it."""
    for one in owed_by(_events(said), _promises(tuple(stated)), timedelta(), timedelta()):
        yield one.service, f"one of {', '.join(sorted(one.one_of))}"


def odd(said: Sequence[str]) -> Iterator[str]:
    """What observer_service calls unexpected of an order that was said so much of."""
    yield from (one.sentence for one in oddities_of(_events(said), _promises(EXPECTATIONS), _SAYS, timedelta()))


def _events(topics: Iterable[str]) -> list[Said]:
    """One event for each; two of a topic are two events."""
    return [Said(topic, str(number), None, _AT) for number, topic in enumerate(topics)]


@cache
def _promises(stated: tuple[tuple[str, Expectation], ...]) -> dict[str, list[Promise]]:
    found: dict[str, list[Promise]] = {}
    for name, expectation in stated:
        found.setdefault(name, []).append(promise_of(expectation))
    return found


def unkept(topics: Sequence[str]) -> Iterator[str]:
    """What is owed, and what should not have been said, of an order that has ended."""
    said = set(topics)
    yield from (f"{name} owes {what}" for name, what in owed(said))
    yield from odd(topics)
    if "order.completed" in said and said != A_GOOD_ORDER_SHOWS:
        yield f"completed, and shows {', '.join(sorted(said ^ A_GOOD_ORDER_SHOWS))} too much or too little"
    for undoing, done in _UNDONE_ONLY_IF_DONE.items():
        if undoing in said and done not in said:
            yield f"{undoing} without {done}"
