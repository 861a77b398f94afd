"""Order: alone decides the ending, once. Orders typed by hand on Kafka are filled in when they are heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.twins.by_hand.batch import Batch
from benchmarks.twins.by_hand.events import Event
from benchmarks.twins.by_hand.service import Service
from benchmarks.twins.by_hand.store import Also, Table


@dataclass
class Order:
    """STUB (facts that came before the order), PENDING, PAID, COMPLETED, CANCELLED."""

    order_id: str
    version: int = 0
    status: str = "STUB"
    reason: str | None = None
    paid: bool = False
    shipped: bool = False
    customer_id: str = ""
    currency: str = ""
    total: int = 0


class Orders(Batch):
    """With the bodies of orders typed by hand."""

    def __init__(self) -> None:
        super().__init__()
        self._bodies: dict[str, bytes] = {}

    def keep(self, event: Event) -> None:
        """Its body, as it came."""
        self._bodies[event.order_id] = event.body

    def also(self) -> Sequence[Sequence[Sequence[Any]]]:
        return [[list(self._bodies), list(self._bodies.values())], [(), (), ()]]


def order_created(event: Event, order: Order, orders: Orders) -> bool:
    if order.status != "STUB":
        return False
    orders.keep(event)
    order.customer_id, order.currency = event.data["customer_id"], event.data["currency"]
    order.status = "PENDING"
    if order.reason:
        return _cancel(event, order, orders)
    return _advance(event, order, orders)


def payment_succeeded(event: Event, order: Order, orders: Orders) -> bool:
    if order.paid:
        return False
    order.paid, order.total = True, event.data["amount"]
    return _advance(event, order, orders)


def shipment_created(event: Event, order: Order, orders: Orders) -> bool:
    if order.shipped:
        return False
    order.shipped = True
    return _advance(event, order, orders)


def refused(event: Event, order: Order, orders: Orders) -> bool:
    if event.data["reason"] == "cancelled" or order.reason or order.status == "COMPLETED":
        return False
    order.reason = event.data["reason"]
    return order.status == "STUB" or _cancel(event, order, orders)


def _cancel(event: Event, order: Order, orders: Orders) -> bool:
    order.status = "CANCELLED"
    return orders.say("order.cancelled", event, reason=order.reason)


def _advance(event: Event, order: Order, orders: Orders) -> bool:
    if order.status in ("PENDING", "PAID") and order.paid:
        order.status = "COMPLETED" if order.shipped else "PAID"
        if order.shipped:
            orders.say(
                "order.completed", event, customer_id=order.customer_id, total=order.total, currency=order.currency
            )
    return True


STEPS = {
    "order.created": order_created,
    "payment.succeeded": payment_succeeded,
    "shipment.created": shipment_created,
    "inventory.rejected": refused,
    "discount.rejected": refused,
    "payment.failed": refused,
    "shipment.failed": refused,
}
BODIES = Also(
    "bodies",
    "insert into order_body (order_id, body) select * from unnest({0}::text[], {1}::bytea[])"
    " on conflict (order_id) do nothing",
    arrays=2,
)
KEYS = Also(
    "keys",
    "insert into idempotency (customer_id, key, order_id) select * from unnest({0}::text[], {1}::text[], {2}::text[])",
    arrays=3,
)
TABLE = Table(
    "orders",
    {
        "order_id": "text",
        "version": "integer",
        **dict.fromkeys(("status", "reason"), "text"),
        **dict.fromkeys(("paid", "shipped"), "boolean"),
        **dict.fromkeys(("customer_id", "currency"), "text"),
        "total": "bigint",
    },
    also=(BODIES, KEYS),
)
SERVICE = Service(
    "order_service", TABLE, Order, hears=list(STEPS), steps=STEPS, batch=Orders, only_typed="order.created"
)
