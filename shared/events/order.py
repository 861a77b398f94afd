"""What order_service says."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.events.event import MOST_MONEY, Code, Currency, Item, Money, OrderEvent, Words

CancelReason = Literal[
    "out_of_stock",
    "coupon_rejected",
    "payment_declined",
    "payment_unavailable",
    "undeliverable",
    "customer_request",
    "deadline",
]


class OrderLine(Item):
    """So many pieces of a product, at the price of one."""

    unit_price: Money


class Address(BaseModel):
    """Where an order goes."""

    model_config = ConfigDict(frozen=True)

    name: Words
    street: Words
    city: Words
    postal_code: Words
    country: Words


def subtotal_of(lines: Sequence[OrderLine]) -> int:
    """The sum of the lines."""
    return sum(line.quantity * line.unit_price for line in lines)


def _subtotal_when_left_out(fields: dict[str, Any]) -> int:
    return subtotal_of(fields["items"])


class OrderCreated(OrderEvent):
    """An order was accepted. `subtotal` may be left out: then it is the sum of the lines."""

    topic: ClassVar[str] = "order.created"

    customer_id: Words
    currency: Currency
    items: tuple[OrderLine, ...] = Field(min_length=1, max_length=1000)
    subtotal: Money = Field(default_factory=_subtotal_when_left_out)
    coupon_code: Code | None = None
    payment_method: Words
    shipping_address: Address

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.subtotal != (due := subtotal_of(self.items)):
            raise ValueError(f"subtotal is {self.subtotal}, but the items add up to {due}")
        if due > MOST_MONEY:
            raise ValueError(f"the items add up to {due}, more than {MOST_MONEY}")
        return self

    @property
    def quantities(self) -> dict[str, int]:
        """Pieces by SKU; two lines of one SKU are added up."""
        pieces: Counter[str] = Counter()
        for line in self.items:
            pieces[line.sku] += line.quantity
        return dict(pieces)


class OrderCompleted(OrderEvent):
    """Paid and shipped: the order's one good ending."""

    topic: ClassVar[str] = "order.completed"

    customer_id: Words
    total: Money
    currency: Currency


class OrderCancelled(OrderEvent):
    """The order's other ending; whoever did something for it undoes it."""

    topic: ClassVar[str] = "order.cancelled"

    reason: CancelReason
