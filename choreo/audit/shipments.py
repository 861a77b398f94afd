"""I5: one shipment for each COMPLETED order, none alive for a CANCELLED one. The carrier's ledger says what lives."""

from collections.abc import Iterator

from choreo.audit.databases import Databases
from choreo.audit.ledgers import Ledgers
from choreo.audit.orders import Order
from choreo.audit.report import Violation

_SHIPMENTS = "select order_id, phase, tracking_number from shipment"


async def check_shipments(databases: Databases, ledgers: Ledgers, orders: dict[str, Order]) -> list[Violation]:
    """What breaks I5."""
    shipments = {row["order_id"]: row for row in await databases.rows("shipping_service", _SHIPMENTS)}
    found = []
    for order_id in orders.keys() | ledgers.bookings.keys():
        order, shipment = orders.get(order_id), shipments.get(order_id)
        called_off = {line["key"] for line in ledgers.cancelled.get(order_id, [])}
        alive = [
            line["tracking_number"] for line in ledgers.bookings.get(order_id, []) if line["key"] not in called_off
        ]
        phase, ours = (shipment["phase"], shipment["tracking_number"]) if shipment else (None, None)
        wrong = _wrong_with(order is not None and order.completed, alive, phase, ours)
        found += [Violation("I5", order_id, what) for what in wrong]
    return found


def _wrong_with(completed: bool, alive: list[str], phase: str | None, ours: str | None) -> Iterator[str]:
    if completed:
        if alive != [ours]:
            yield f"is COMPLETED with tracking number {ours}; alive at the carrier: {', '.join(alive) or 'none'}"
        if phase != "BOOKED":
            yield f"is COMPLETED, but its shipment is {phase}"
    else:
        if alive:
            yield f"is not COMPLETED, but alive at the carrier: {', '.join(alive)}"
        if phase == "BOOKED":
            yield "is not COMPLETED, but its shipment is BOOKED"
