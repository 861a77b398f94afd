"""payment_service: `python -m benchmarks.twins.faststream.payment`."""

from typing import Any

from benchmarks.saga.outsiders import confirm_charge, create_charge, refund_charge
from benchmarks.twins.faststream.events import (
    DiscountApplied,
    Event,
    InventoryReserved,
    OrderCancelled,
    OrderCreated,
    PaymentFailed,
    PaymentRequested,
    PaymentSucceeded,
)
from benchmarks.twins.faststream.service import Service
from benchmarks.twins.shop import payment
from benchmarks.twins.shop.tables import Payment

service = Service("payment_service")


@service.on("order.created")
async def hear_of_order(order: OrderCreated) -> None:
    """The first of three facts."""
    facts = {"subtotal": order.subtotal, "currency": order.currency, "payment_method": order.payment_method}
    await _join(order.order_id, **facts)


@service.on("inventory.reserved")
async def hear_of_stock(event: InventoryReserved) -> None:
    """The second."""
    await _join(event.order_id, reserved=True)


@service.on("discount.applied")
async def hear_of_discount(event: DiscountApplied) -> None:
    """The third."""
    await _join(event.order_id, discount=event.discount)


async def _join(order_id: str, **facts: Any) -> None:
    """The fact that completes the three is kept together with the charge it leads to, after the call."""
    async with service.once() as unit:
        if not await payment.note(unit.db, order_id, **facts):
            return
        unit.withdraw()
    intent = await create_charge(order_id)
    async with service.once() as unit:
        if joined := await payment.note(unit.db, order_id, **facts):
            payment.request(joined, intent)
            currency = str(joined.currency)
            unit.say(PaymentRequested(order_id=order_id, amount=joined.amount, currency=currency))


@service.on("payment.requested")
async def charge(event: PaymentRequested) -> None:
    """The card, outside any transaction."""
    async with service.reading() as db:
        waiting = await payment.chargeable(db, event.order_id)
    captured = waiting is not None and await confirm_charge(event.order_id, str(waiting.payment_method))
    async with service.once() as unit:
        if concluded := await payment.conclude(unit.db, event.order_id, captured):
            unit.say(_outcome(concluded))


def _outcome(concluded: Payment) -> Event:
    if concluded.status == "FAILED":
        return PaymentFailed(order_id=concluded.order_id, reason="payment_declined", detail="the card was declined")
    return PaymentSucceeded(
        order_id=concluded.order_id,
        subtotal=concluded.subtotal or 0,
        discount=concluded.discount or 0,
        amount=concluded.amount,
        currency=str(concluded.currency),
        reference=str(concluded.intent),
    )


@service.on("order.cancelled")
async def refund(order: OrderCancelled) -> None:
    """What was captured, if it was."""
    async with service.once() as unit:
        if not await payment.captured(unit.db, order.order_id):
            return
        unit.withdraw()
    reference = await refund_charge(order.order_id)
    async with service.once() as unit:
        if captured := await payment.captured(unit.db, order.order_id):
            payment.give_back(captured, reference)


if __name__ == "__main__":
    service.run()
