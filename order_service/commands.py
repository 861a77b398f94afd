"""What order is asked: place an order, cancel one, end one whose deadline has passed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from order_service.domain import OPEN, AlreadyEnded, AlreadyPlaced, KeyReused, priced
from order_service.handlers import accept, cancel
from order_service.tables import IS_OPEN, IdempotencyKey, Order, Product
from shared import clock
from shared.events import Address, Item, OrderCancelled, OrderCreated
from shared.messaging.commands import command
from shared.messaging.timers import Timer
from shared.messaging.unit import Unit
from shared.settings import settings


@command
async def place_order(
    order_id: str,
    customer_id: str,
    items: Sequence[Item],
    coupon_code: str | None,
    payment_method: str,
    shipping_address: Address,
    idempotency_key: str | None,
    body_sha256: str,
    db: Unit,
    accepted_at: datetime | None = None,
) -> OrderCreated:
    """Accept an order at our prices; it stands there as of `accepted_at`, or now. Raises CannotOrder; and for an
    Idempotency-Key that was used in its window, AlreadyPlaced with the same body and KeyReused with another."""
    products = await db.get_all(Product, {item.sku for item in items}, lock=False)
    currency, lines = priced(items, products)
    if idempotency_key is not None:
        used = await db.get(IdempotencyKey, (customer_id, idempotency_key))
        _refuse_twin(used, body_sha256)
        used.order_id, used.body_sha256, used.used_at = order_id, body_sha256, clock.now()
    event = OrderCreated(
        order_id=order_id,
        customer_id=customer_id,
        currency=currency,
        items=lines,
        coupon_code=coupon_code,
        payment_method=payment_method,
        shipping_address=shipping_address,
    )
    at = accepted_at or clock.now()
    order = db.add(Order(order_id=order_id, paid=False, shipped=False, updated_at=at))
    accept(order, event, at, db)
    return event


@command
async def cancel_order(order_id: str, db: Unit) -> OrderCancelled:
    """Cancel an open order at the customer's wish. Raises AlreadyEnded."""
    order = await db.get(Order, order_id)
    if order.status not in OPEN:
        raise AlreadyEnded(order.status)
    db.continue_trace(order.traceparent)
    return cancel(order, "customer_request", db)


@command
async def expire_order(order_id: str, db: Unit) -> OrderCancelled | None:
    """Cancel an open order whose deadline has passed."""
    order = await db.get(Order, order_id)
    if order.status not in OPEN or order.deadline_at is None or order.deadline_at > clock.now():
        return None
    db.continue_trace(order.traceparent)
    return cancel(order, "deadline", db)


async def overdue_orders(session: AsyncSession, at_most: int) -> Sequence[str]:
    """Open orders whose deadline has passed and that nobody else is busy with."""
    due = select(Order.order_id).where(IS_OPEN, Order.deadline_at <= clock.now())
    return (
        await session.scalars(due.order_by(Order.deadline_at).limit(at_most).with_for_update(skip_locked=True))
    ).all()


async def forget_keys(session: AsyncSession, at_most: int) -> int:
    """Deletes Idempotency-Keys whose window has passed, the oldest first."""
    before = clock.now() - timedelta(seconds=settings().idempotency_window)
    keys = IdempotencyKey.customer_id, IdempotencyKey.key
    old = select(*keys).where(IdempotencyKey.used_at < before)
    some = old.order_by(IdempotencyKey.used_at).limit(at_most)
    gone = delete(IdempotencyKey).where(tuple_(*keys).in_(some)).returning(IdempotencyKey.key)
    return len((await session.execute(gone, execution_options={"synchronize_session": False})).all())


DEADLINES = Timer(seconds=1.0, due=overdue_orders, run=expire_order)


def _refuse_twin(used: IdempotencyKey, body_sha256: str) -> None:
    window = timedelta(seconds=settings().idempotency_window)
    if used.order_id is None or used.used_at < clock.now() - window:
        return
    if used.body_sha256 != body_sha256:
        raise KeyReused
    raise AlreadyPlaced(used.order_id)
