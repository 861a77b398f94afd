"""An order as its customer sees it."""

from datetime import datetime

from pydantic import BaseModel

from order_service.tables import Order


class LineView(BaseModel):
    """So many pieces of a product, at the price of one."""

    sku: str
    quantity: int
    unit_price: int


class OrderView(BaseModel):
    """Amounts are in minor units: 1400 is 14.00. `reason` says why it was cancelled."""

    order_id: str
    status: str
    reason: str | None
    currency: str
    subtotal: int
    discount: int | None
    total: int | None
    items: list[LineView]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, order: Order) -> "OrderView":
        """The order as it is now; discount and total are known once it is paid."""
        return cls.model_validate(order, from_attributes=True)
