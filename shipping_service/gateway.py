"""The carrier, as shipping sees it. One key per order, `ship:<order_id>`; each call may be made any number of times.

All raise OutsideUnavailable when nobody knows, and OutsideRefused when the carrier does not understand us."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.outside import Answer, Outsider, OutsideRefused

_carrier = Outsider("carrier")
close = _carrier.close


class Shipment(Protocol):
    """What the carrier must know of a shipment; `address` has name, street, city, postal_code, country."""

    @property
    def order_id(self) -> str: ...
    @property
    def address(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Booked:
    """It will be carried."""

    carrier: str
    tracking_number: str


@dataclass(frozen=True)
class Undeliverable:
    """It never will be carried: the address cannot be served."""

    detail: str


@dataclass(frozen=True)
class CalledOff:
    """It was booked, and is not any more."""

    tracking_number: str


@dataclass(frozen=True)
class Closed:
    """Nothing is booked, nor ever will be."""


async def book(shipment: Shipment) -> Booked | Undeliverable | Closed:
    """Books the shipment, once. Closed: somebody called it off meanwhile, so the order is cancelled; decide again."""
    answer = await _carrier.call(
        "PUT", _booking(shipment), json={"order_id": shipment.order_id, "address": dict(shipment.address)}
    )
    match answer.status, answer.json():
        case 200, {"carrier": str(carrier), "tracking_number": str(tracking_number)}:
            return Booked(carrier, tracking_number)
        case 422, {"code": "undeliverable", "message": str(detail)}:
            return Undeliverable(detail)
        case 410, _:
            return Closed()
    raise _not_understood(answer)


async def call_off(shipment: Shipment) -> CalledOff | Closed:
    """The carrier's last word: no request to book this shipment takes effect after it, not even one on the wire."""
    answer = await _carrier.call("DELETE", _booking(shipment))
    match answer.status, answer.json():
        case 200, {"result": "called_off", "tracking_number": str(tracking_number)}:
            return CalledOff(tracking_number)
        case 200, {"result": "closed"}:
            return Closed()
    raise _not_understood(answer)


def _booking(shipment: Shipment) -> str:
    return f"/bookings/ship:{shipment.order_id}"


def _not_understood(answer: Answer) -> OutsideRefused:
    return OutsideRefused(f"the carrier gave an answer that we do not know: {answer.status} {answer.body[:300]!r}")
