"""The rules of orders."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from shared.events import Item, OrderLine
from shared.events.event import MOST_MONEY
from shared.events.order import subtotal_of

STUB, PENDING, PAID, COMPLETED, CANCELLED = "STUB", "PENDING", "PAID", "COMPLETED", "CANCELLED"
OPEN, ENDED = (PENDING, PAID), (COMPLETED, CANCELLED)


class Price(Protocol):
    """What a piece costs."""

    unit_price: int | None
    currency: str | None


class CannotOrder(Exception):
    """An order that cannot be accepted. `field` names what is wrong, `remedy` what to do."""

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem, self.remedy = field, problem, remedy


class AlreadyEnded(Exception):
    """The order has ended and cannot be cancelled."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class AlreadyPlaced(Exception):
    """This Idempotency-Key with this body has placed an order before."""

    def __init__(self, order_id: str) -> None:
        super().__init__(order_id)
        self.order_id = order_id


class KeyReused(Exception):
    """This Idempotency-Key stands for another body."""


def priced(items: Sequence[Item], prices: Mapping[str, Price]) -> tuple[str, tuple[OrderLine, ...]]:
    """The order's currency and its lines at our prices, never the client's. Raises CannotOrder."""
    lines, currency = [], None
    for at, item in enumerate(items):
        price = prices.get(item.sku)
        if price is None or price.unit_price is None or price.currency is None:
            raise CannotOrder(
                f"items[{at}].sku",
                f"there is no product {item.sku}",
                "choose one that inventory_service's GET /products lists",
            )
        if currency not in (None, price.currency):
            raise CannotOrder(
                f"items[{at}].sku",
                f"{item.sku} is sold in {price.currency}, the lines before it in {currency}",
                "place one order per currency",
            )
        currency = price.currency
        lines.append(OrderLine(sku=item.sku, quantity=item.quantity, unit_price=price.unit_price))
    if currency is None:
        raise CannotOrder("items", "is empty", "order at least one piece")
    if (due := subtotal_of(lines)) > MOST_MONEY:
        raise CannotOrder("items", f"add up to {due}, more than {MOST_MONEY}", "order less at a time")
    return currency, tuple(lines)


def next_status(status: str, *, refused: bool, paid: bool, shipped: bool) -> str:
    """Where an open order stands with these facts. An ended one stays as it is: its ending is decided once."""
    if status in ENDED:
        return status
    if refused:
        return CANCELLED
    if paid:
        return COMPLETED if shipped else PAID
    return PENDING


def reason_of(refusal: str) -> str:
    """A refusal's reason as the order's. `cancelled` only follows order.cancelled; when it reaches an open order, that
    was said by hand, at a customer's wish."""
    return "customer_request" if refusal == "cancelled" else refusal
