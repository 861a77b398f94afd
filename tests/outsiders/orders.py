"""Payments and shipments, as the gateways see them."""

from dataclasses import dataclass, field

from shared import ids


@dataclass
class Purchase:
    """The payment of a new order."""

    payment_method: str = "pm_card_visa"
    amount: int = 1400
    currency: str = "KRW"
    intent: str | None = None
    order_id: str = field(default_factory=ids.new_id)


def _seoul() -> dict[str, str]:
    return {"name": "Kim", "street": "Sejong-daero 1", "city": "Seoul", "postal_code": "04524", "country": "KR"}


@dataclass
class Parcel:
    """The shipment of a new order."""

    address: dict[str, str] = field(default_factory=_seoul)
    order_id: str = field(default_factory=ids.new_id)


def parcel_to(postal_code: str) -> Parcel:
    """The shipment of a new order to this postal code."""
    return Parcel({**_seoul(), "postal_code": postal_code})
