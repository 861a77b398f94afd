"""The rules of payment."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

WAITING, REQUESTED, CAPTURED, FAILED, REFUNDED = "WAITING", "REQUESTED", "CAPTURED", "FAILED", "REFUNDED"


class Kept(Protocol):
    """What the row of a payment holds."""

    order_id: str
    phase: str
    cancelled: bool
    created: bool
    reserved: bool
    applied: bool
    customer_id: str | None
    subtotal: int | None
    discount: int | None
    currency: str | None
    payment_method: str | None
    intent: str | None
    requested_at: datetime | None


@dataclass(frozen=True)
class Charge:
    """What the provider is to charge."""

    order_id: str
    amount: int
    currency: str
    payment_method: str
    intent: str | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of an order so far."""

    order_id: str
    created: bool
    reserved: bool
    applied: bool
    customer_id: str | None
    subtotal: int | None
    discount: int | None
    currency: str | None
    payment_method: str | None
    intent: str | None

    @classmethod
    def of(cls, kept: Kept) -> "Facts":
        """As the row has them."""
        names = cls.__dataclass_fields__
        return cls(**{name: getattr(kept, name) for name in names})

    def and_also(self, **fact: Any) -> "Facts":
        """With one more."""
        return replace(self, **fact)

    @property
    def whole(self) -> bool:
        """Whether all three are in: the order, its stock, its discount."""
        return self.created and self.reserved and self.applied

    @property
    def charge(self) -> Charge:
        """Subtotal less discount, never below 0. Only when whole."""
        amount = max(0, (self.subtotal or 0) - (self.discount or 0))
        return Charge(self.order_id, amount, self.currency or "", self.payment_method or "", self.intent)


def is_given_up(requested_at: datetime | None, now: datetime, give_up: timedelta) -> bool:
    """Whether a payment has waited for the provider as long as it may."""
    return requested_at is not None and now - requested_at >= give_up
