"""What the stream of one order owes to those who listen, and what an order that has ended must have shown."""

from collections import Counter
from collections.abc import Iterable

from shared.events import (
    DiscountApplied,
    DiscountReleased,
    Event,
    InventoryReleased,
    InventoryReserved,
    InventoryShipped,
    OrderCompleted,
    OrderCreated,
    PaymentRefunded,
    PaymentRequested,
    PaymentSucceeded,
    ShipmentCancelled,
    ShipmentCreated,
)
from tests.contracts.services import SERVICES

_A_GOOD_ORDER_SHOWS: set[type[Event]] = {
    OrderCreated,
    InventoryReserved,
    DiscountApplied,
    PaymentRequested,
    PaymentSucceeded,
    ShipmentCreated,
    OrderCompleted,
    InventoryShipped,
}

_UNDONE_ONLY_IF_DONE: dict[type[Event], type[Event]] = {
    InventoryReleased: InventoryReserved,
    DiscountReleased: DiscountApplied,
    PaymentRefunded: PaymentRequested,
    ShipmentCancelled: PaymentSucceeded,
}


def assert_kept(said: Iterable[Event]) -> None:
    """Nothing was said twice (but an order may be typed twice), nothing is owed, and the ending is shown whole."""
    times = Counter(type(event) for event in said)
    assert {event.topic: n for event, n in times.items() if n > 1 and event is not OrderCreated} == {}
    assert list(_owed(set(times))) == []
    if OrderCompleted in times:
        assert set(times) == _A_GOOD_ORDER_SHOWS
    for undoing, done in _UNDONE_ONLY_IF_DONE.items():
        assert undoing not in times or done in times, f"{undoing.topic} without {done.topic}"


def _owed(said: set[type[Event]]) -> Iterable[str]:
    for name, service in SERVICES.items():
        for stated in service.expectations:
            if said.issuperset(stated.after) and said.isdisjoint(stated.one_of + stated.unless):
                yield f"{name} owes one of {[event.topic for event in stated.one_of]}"
