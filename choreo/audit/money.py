"""I2: a COMPLETED order was charged once, subtotal - discount; of a CANCELLED one nothing was kept. The provider's
ledger says what was charged; discount_service says what the discount was."""

from collections.abc import Iterator

from choreo.audit.databases import Databases
from choreo.audit.ledgers import Ledgers, Line
from choreo.audit.orders import Order
from choreo.audit.report import Violation

_PAYMENTS = "select order_id, phase from payment"
_DISCOUNTS = "select order_id, discount from redemption"


async def check_money(databases: Databases, ledgers: Ledgers, orders: dict[str, Order]) -> list[Violation]:
    """What breaks I2."""
    phases = {row["order_id"]: row["phase"] for row in await databases.rows("payment_service", _PAYMENTS)}
    discounts = {row["order_id"]: row["discount"] for row in await databases.rows("discount_service", _DISCOUNTS)}
    found = []
    for order_id in orders.keys() | ledgers.charges.keys() | ledgers.refunds.keys():
        order, phase = orders.get(order_id), phases.get(order_id)
        charges, refunds = ledgers.charges.get(order_id, []), ledgers.refunds.get(order_id, [])
        if order is not None and order.completed:
            wrong = _wrong_when_completed(order, discounts.get(order_id, 0), phase, charges, refunds)
        else:
            wrong = _wrong_when_not_completed(phase, charges, refunds)
        found += [Violation("I2", order_id, what) for what in wrong]
    return found


def _wrong_when_completed(
    order: Order, discount: int, phase: str | None, charges: list[Line], refunds: list[Line]
) -> Iterator[str]:
    owed = order.subtotal - discount
    amounts = [line["amount"] for line in charges]
    if amounts != ([owed] if owed else []):
        yield f"is COMPLETED and owes {owed}; the provider charged {amounts or 'nothing'}"
    if refunds:
        yield f"is COMPLETED, but {_sum(refunds)} was paid back"
    if (order.discount, order.total) != (discount, owed):
        yield f"says discount {order.discount}, total {order.total}; it is {discount} and {owed}"
    if phase != "CAPTURED":
        yield f"is COMPLETED, but its payment is {phase}"


def _wrong_when_not_completed(phase: str | None, charges: list[Line], refunds: list[Line]) -> Iterator[str]:
    if _sum(charges) != _sum(refunds):
        yield f"is not COMPLETED, but the provider charged {_sum(charges)} and paid back {_sum(refunds)}"
    if phase == "CAPTURED":
        yield "is not COMPLETED, but its payment is CAPTURED"


def _sum(lines: list[Line]) -> int:
    return sum(line["amount"] for line in lines)
