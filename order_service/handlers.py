"""Order's dance steps: keep the facts, and decide the ending, once."""

from datetime import datetime, timedelta

from order_service.domain import CANCELLED, COMPLETED, ENDED, OPEN, PENDING, STUB, next_status, reason_of
from order_service.metrics import SAGA_DURATION
from order_service.tables import Order, Product
from shared import clock
from shared.events import (
    DiscountRejected,
    InventoryRejected,
    OrderCancelled,
    OrderCompleted,
    OrderCreated,
    PaymentFailed,
    PaymentSucceeded,
    ProductListed,
    ShipmentCreated,
    ShipmentFailed,
)
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.unit import Unit
from shared.settings import settings

on = Subscriptions()

Ending = OrderCompleted | OrderCancelled | None


@on(OrderCreated)
async def fill_in_order(event: OrderCreated, db: Unit) -> Ending:
    """An order typed by hand, or ours coming back. The first one wins; facts that overtook it decide at once."""
    order = await db.get(Order, event.order_id)
    if order.status != STUB:
        return None
    accept(order, event, clock.now(), db)
    return _decide(order, db)


@on(PaymentSucceeded)
async def note_payment(event: PaymentSucceeded, db: Unit) -> Ending:
    """Paid; with the shipment, complete."""
    order = await db.get(Order, event.order_id)
    if order.paid or order.status in ENDED:
        return None
    order.paid, order.discount, order.total = True, event.discount, event.amount
    return _decide(order, db)


@on(ShipmentCreated)
async def note_shipment(event: ShipmentCreated, db: Unit) -> Ending:
    """Shipped; with the payment, complete."""
    order = await db.get(Order, event.order_id)
    if order.status in ENDED:
        return None
    order.shipped = True
    return _decide(order, db)


@on(InventoryRejected, DiscountRejected, PaymentFailed, ShipmentFailed)
async def cancel_refused_order(
    event: InventoryRejected | DiscountRejected | PaymentFailed | ShipmentFailed, db: Unit
) -> Ending:
    """The first refusal names the reason."""
    order = await db.get(Order, event.order_id)
    if order.status in ENDED:
        return None
    order.refusal = order.refusal or event.reason
    return _decide(order, db)


@on(ProductListed)
async def keep_product(event: ProductListed, db: Unit) -> None:
    """The newer version wins, in whatever order they come."""
    product = await db.get(Product, event.sku)
    if event.version > product.version:
        product.version, product.name = event.version, event.name
        product.unit_price, product.currency = event.unit_price, event.currency


def accept(order: Order, event: OrderCreated, at: datetime, db: Unit) -> None:
    """From then on the order is PENDING, and its deadline runs."""
    order.status = PENDING
    order.customer_id, order.currency, order.coupon_code = event.customer_id, event.currency, event.coupon_code
    order.items = [line.model_dump() for line in event.items]
    order.subtotal = event.subtotal
    order.created_at = at
    order.deadline_at = order.created_at + timedelta(seconds=settings().order_deadline)
    order.traceparent = db.traceparent


def cancel(order: Order, reason: str, db: Unit) -> OrderCancelled:
    """The order's ending for that reason."""
    order.status, order.reason = CANCELLED, reason
    _measure(order, db)
    return OrderCancelled.model_validate({"order_id": order.order_id, "reason": reason})


def _decide(order: Order, db: Unit) -> Ending:
    if order.status not in OPEN:
        return None
    refused = order.refusal is not None
    order.status = next_status(order.status, refused=refused, paid=order.paid, shipped=order.shipped)
    if order.status == CANCELLED and order.refusal is not None:
        return cancel(order, reason_of(order.refusal), db)
    if order.status == COMPLETED:
        _measure(order, db)
        return OrderCompleted(
            order_id=order.order_id,
            customer_id=order.customer_id or "",
            total=order.total or 0,
            currency=order.currency or "",
        )
    return None


def _measure(order: Order, db: Unit) -> None:
    seconds = max(0.0, (clock.now() - order.created_at).total_seconds())
    db.measure(SAGA_DURATION, seconds, outcome=order.status, reason=order.reason or "")
