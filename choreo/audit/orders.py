"""The orders as order_service decided them; what all other books are held against."""

from dataclasses import dataclass

from choreo.audit.databases import Databases

_ORDERS = """
    select order_id, status, reason, subtotal, discount, total, coupon_code from orders where status <> 'STUB'
"""


@dataclass(frozen=True, slots=True)
class Order:
    """An order that was accepted."""

    order_id: str
    status: str
    reason: str | None
    subtotal: int
    discount: int | None
    total: int | None
    coupon_code: str | None

    @property
    def completed(self) -> bool:
        return self.status == "COMPLETED"


async def read_orders(databases: Databases) -> dict[str, Order]:
    """By id."""
    rows = await databases.rows("order_service", _ORDERS)
    return {row["order_id"]: Order(**row) for row in rows}
