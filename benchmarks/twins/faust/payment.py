"""payment_service: `python -m benchmarks.twins.faust.payment`."""

from typing import Any

from benchmarks.saga.outsiders import confirm_charge, create_charge, refund_charge
from benchmarks.twins.faust.events import PaymentRequested, PaymentSucceeded, Refused
from benchmarks.twins.faust.service import Service
from benchmarks.twins.shop import payment
from benchmarks.twins.shop.tables import Payment

service = Service("payment_service")


@service.on("order.created")
async def hear_of_order(stream: Any) -> None:
    """The first of three facts."""
    async for event in stream.events():
        order = event.value
        facts = {"subtotal": order.subtotal, "currency": order.currency, "payment_method": order.payment_method}
        await _join(event, **facts)


@service.on("inventory.reserved")
async def hear_of_stock(stream: Any) -> None:
    """The second."""
    async for event in stream.events():
        await _join(event, reserved=True)


@service.on("discount.applied")
async def hear_of_discount(stream: Any) -> None:
    """The third."""
    async for event in stream.events():
        await _join(event, discount=event.value.discount)


async def _join(event: Any, **facts: Any) -> None:
    order_id = event.value.order_id
    async with service.transaction() as db:
        joined = await payment.note(db, order_id, **facts)
    if not joined:
        return
    intent = await create_charge(order_id)
    async with service.transaction() as db:
        payment.request(await db.get_one(Payment, order_id, with_for_update=True), intent)
    requested = PaymentRequested(order_id=order_id, amount=joined.amount, currency=str(joined.currency))
    await service.say("payment.requested", requested, event)


@service.on("payment.requested")
async def charge(stream: Any) -> None:
    """The card, outside any transaction."""
    async for event in stream.events():
        order_id = event.value.order_id
        async with service.transaction() as db:
            waiting = await payment.chargeable(db, order_id)
        captured = waiting is not None and await confirm_charge(order_id, str(waiting.payment_method))
        async with service.transaction() as db:
            concluded = await payment.conclude(db, order_id, captured)
        if concluded:
            await _say_outcome(concluded, event)


async def _say_outcome(concluded: Payment, event: Any) -> None:
    told: dict[str, Any] = {"order_id": concluded.order_id}
    if concluded.status == "FAILED":
        refused = Refused(**told, reason="payment_declined", detail="the card was declined")
        await service.say("payment.failed", refused, event)
        return
    succeeded = PaymentSucceeded(
        **told,
        subtotal=concluded.subtotal,
        discount=concluded.discount,
        amount=concluded.amount,
        currency=concluded.currency,
        reference=concluded.intent,
    )
    await service.say("payment.succeeded", succeeded, event)


@service.on("order.cancelled")
async def refund(stream: Any) -> None:
    """What was captured, if it was."""
    async for event in stream.events():
        order_id = event.value.order_id
        async with service.transaction() as db:
            captured = await payment.captured(db, order_id)
        if captured:
            reference = await refund_charge(order_id)
            async with service.transaction() as db:
                payment.give_back(await db.get_one(Payment, order_id, with_for_update=True), reference)


if __name__ == "__main__":
    service.run()
