"""I1: every order is COMPLETED, or CANCELLED with a reason; and nobody acts on an order that was never accepted."""

from collections.abc import Iterator

from choreo.audit.databases import Databases
from choreo.audit.orders import Order
from choreo.audit.report import Violation

_SEEN = {
    "inventory_service": "select order_id from reservation where state in ('HELD', 'REJECTED', 'RELEASED', 'SHIPPED')",
    "discount_service": "select order_id from redemption where state in ('REDEEMED', 'REJECTED', 'RELEASED')",
    "payment_service": "select order_id from payment where created",
    "shipping_service": "select order_id from shipment where created",
}
"""Orders whose order.created was handled."""


async def check_ends(databases: Databases, orders: dict[str, Order]) -> list[Violation]:
    """What breaks I1."""
    found = [Violation("I1", order.order_id, what) for order in orders.values() for what in _wrong_with(order)]
    for service, seen in _SEEN.items():
        unknown = [row["order_id"] for row in await databases.rows(service, seen) if row["order_id"] not in orders]
        found += [Violation("I1", one, f"{service} acted on it, order_service never accepted it") for one in unknown]
    return found


def _wrong_with(order: Order) -> Iterator[str]:
    match order.status, order.reason:
        case "COMPLETED", None:
            return
        case "COMPLETED", reason:
            yield f"is COMPLETED, but has the reason {reason}"
        case "CANCELLED", None:
            yield "is CANCELLED without a reason"
        case "CANCELLED", _:
            return
        case status, _:
            yield f"has not ended: it is {status}"
