"""The payment provider and the carrier, as far as an order can tell. The same last word as theirs: after `settle` or
`call_off` no request takes effect any more, not even one that is still on the wire."""

from dataclasses import dataclass, replace
from typing import Any

from payment_service import gateway as payments
from shipping_service import gateway as shipments

NOT_SERVED = "00000"
GOOD_CARD = "pm_card_visa"


@dataclass(frozen=True)
class Outside:
    """What stands in their ledgers of one order. intent: none, open, captured, closed; booking: none, booked,
    called_off, closed."""

    intent: str = "none"
    captures: int = 0
    refunds: int = 0
    booking: str = "none"
    bookings: int = 0


def answer(before: Outside, call: Any, args: tuple[Any, ...]) -> tuple[Outside, Any]:
    """Their answer to a call of a gateway, and their ledgers after it."""
    return _ANSWERS[call.__name__](before, args[0])


def _create(before: Outside, charge: Any) -> tuple[Outside, Any]:
    return replace(before, intent="open") if before.intent == "none" else before, f"pi_{charge.order_id}"


def _confirm(before: Outside, charge: Any) -> tuple[Outside, Any]:
    if before.intent == "captured":
        return before, payments.Captured(f"pi_{charge.order_id}")
    if before.intent == "closed" or charge.payment_method != GOOD_CARD:
        return replace(before, intent="closed"), payments.Declined("card_declined")
    return replace(before, intent="captured", captures=before.captures + 1), payments.Captured(f"pi_{charge.order_id}")


def _settle(before: Outside, charge: Any) -> tuple[Outside, Any]:
    if before.intent == "captured":
        return before, payments.Captured(f"pi_{charge.order_id}")
    return replace(before, intent="closed"), payments.Closed()


def _refund(before: Outside, charge: Any) -> tuple[Outside, Any]:
    return replace(before, refunds=max(1, before.refunds)), payments.Refunded(f"re_{charge.order_id}")


def _book(before: Outside, parcel: Any) -> tuple[Outside, Any]:
    if before.booking == "booked":
        return before, shipments.Booked("Post", f"T-{parcel.order_id}")
    if before.booking in ("called_off", "closed"):
        return before, shipments.Closed()
    if parcel.address["postal_code"] == NOT_SERVED:
        return before, shipments.Undeliverable("not served")
    after = replace(before, booking="booked", bookings=before.bookings + 1)
    return after, shipments.Booked("Post", f"T-{parcel.order_id}")


def _call_off(before: Outside, parcel: Any) -> tuple[Outside, Any]:
    if before.booking in ("booked", "called_off"):
        return replace(before, booking="called_off"), shipments.CalledOff(f"T-{parcel.order_id}")
    return replace(before, booking="closed"), shipments.Closed()


_ANSWERS = {
    "create": _create,
    "confirm": _confirm,
    "settle": _settle,
    "refund": _refund,
    "book": _book,
    "call_off": _call_off,
}
