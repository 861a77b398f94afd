"""What the stream of one order owes to those who listen, and what an order that has ended must have shown
(PROTOCOL.md section 6)."""

from collections.abc import Iterator, Sequence

from shared.migrate.services import load_service

_SERVICES = {
    name: load_service(f"{name}_service") for name in ("order", "payment", "inventory", "discount", "shipping")
}
_A_GOOD_ORDER_SHOWS = {
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


def unkept(topics: Sequence[str]) -> Iterator[str]:
    """What is owed, and what should not have been said, of an order that has ended."""
    said = set(topics)
    for service in _SERVICES.values():
        for stated in service.expectations:
            after, one_of, unless = (
                {event.topic for event in events} for events in (stated.after, stated.one_of, stated.unless)
            )
            if said >= after and not said & (one_of | unless):
                yield f"{service.name} owes one of {', '.join(sorted(one_of))}"
    if "order.completed" in said and said != _A_GOOD_ORDER_SHOWS:
        yield f"completed, and shows {', '.join(sorted(said ^ _A_GOOD_ORDER_SHOWS))} too much or too little"
    for undoing, done in _UNDONE_ONLY_IF_DONE.items():
        if undoing in said and done not in said:
            yield f"{undoing} without {done}"
