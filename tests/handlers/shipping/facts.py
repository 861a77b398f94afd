"""How a shipment comes to stand where it stands."""

from shared.events import Address, Event, OrderCancelled, OrderCreated, PaymentSucceeded
from shipping_service import gateway
from shipping_service.domain import Parcel
from shipping_service.gateway import Booked, CalledOff, Closed, Undeliverable
from tests.handlers.examples import ADDRESS, ORDER, example
from tests.handlers.outside import Answers

CREATED, PAID, CANCELLED = example(OrderCreated), example(PaymentSucceeded), example(OrderCancelled)

PARCEL = Parcel(ORDER, Address.model_validate(ADDRESS))
"""What the carrier is asked to carry."""

BOTH: dict[str, tuple[Event, Event]] = {"paid last": (CREATED, PAID), "created last": (PAID, CREATED)}
"""The two facts, in either order."""


def carrier(
    *, book: Booked | Undeliverable | Closed | None = None, call_off: CalledOff | Closed | None = None
) -> Answers:
    """A carrier that answers as told."""
    told = {gateway.book: book, gateway.call_off: call_off}
    return Answers({call: answer for call, answer in told.items() if answer is not None})
