"""An order as its customer sees it."""

from datetime import datetime

from pydantic import BaseModel

from order_service.domain import PENDING
from order_service.tables import Order
from shared.events import OrderCreated, PaymentSucceeded, ShipmentCreated


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
    def accepted(cls, event: OrderCreated, at: datetime) -> "OrderView":
        """The order as it was accepted."""
        lines = [LineView.model_construct(**line.model_dump()) for line in event.items]
        return cls.model_construct(
            order_id=event.order_id,
            status=PENDING,
            reason=None,
            currency=event.currency,
            subtotal=event.subtotal,
            discount=None,
            total=None,
            items=lines,
            created_at=at,
            updated_at=at,
        )

    @classmethod
    def of(cls, order: Order) -> "OrderView":
        """The order as it is now; discount and total are known once it is paid."""
        return cls.model_validate(order, from_attributes=True)


class StuckOrder(BaseModel):
    """An order that should have ended. `heard`: the facts that reached order_service, of those it waits for."""

    order_id: str
    customer_id: str
    status: str
    heard: list[str]
    created_at: datetime
    deadline_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, order: Order) -> "StuckOrder":
        """The order as it is now."""
        facts = {PaymentSucceeded.topic: order.paid, ShipmentCreated.topic: order.shipped}
        heard = [topic for topic, is_in in facts.items() if is_in]
        told = {name: getattr(order, name) for name in cls.model_fields if name != "heard"}
        return cls.model_validate({**told, "heard": heard})
