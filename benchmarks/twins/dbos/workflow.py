"""The saga: one durable workflow, and what undoes it, in the order in which it was done."""

import asyncio
from typing import Any

import orjson
from dbos import DBOS, KafkaMessage

from benchmarks.saga.place import here
from benchmarks.twins.dbos.completing import complete_order
from benchmarks.twins.dbos.discount import give_back_coupon, redeem_coupon
from benchmarks.twins.dbos.inventory import release_stock, reserve_stock
from benchmarks.twins.dbos.order import accept_order, cancel_order
from benchmarks.twins.dbos.outside import book_parcel, confirm_charge, create_charge, refund_charge

Order = dict[str, Any]

_slots = asyncio.Semaphore(16)
"""So many at once in a process; what is accepted beyond waits here, and not, with a time limit, for a connection."""


@DBOS.workflow()
async def place_order(order: Order) -> None:
    """Of one that was posted."""
    await fulfil(order)


@DBOS.kafka_consumer(
    {"bootstrap.servers": here().kafka, "group.id": "shop", "auto.offset.reset": "earliest"}, ["order.created"]
)
@DBOS.workflow()
async def place_heard_order(message: KafkaMessage) -> None:
    """Of one that was said on Kafka; DBOS makes the workflow's id from where it stands."""
    await fulfil(orjson.loads(message.value or b"{}"))


async def fulfil(order: Order) -> None:
    """Ends it, one way or the other."""
    async with _slots:
        await _fulfil(order)


async def _fulfil(order: Order) -> None:
    """Stock and coupon are asked side by side."""
    await accept_order(order, orjson.dumps(order).decode())
    held, discount = await asyncio.gather(reserve_stock(order["items"]), _discount(order))
    reason = "out_of_stock" if not held else "coupon_rejected" if discount is None else None
    if held and discount is not None:
        reason = await _charge_and_send(order, order["subtotal"] - discount)
    if reason is None:
        return
    if held:
        await release_stock(order["items"])
    if discount is not None and order["coupon_code"]:
        await give_back_coupon(order["coupon_code"])
    await cancel_order(order["order_id"], reason)


async def _discount(order: Order) -> int | None:
    return await redeem_coupon(order["coupon_code"], order["subtotal"]) if order["coupon_code"] else 0


async def _charge_and_send(order: Order, amount: int) -> str | None:
    """Why not; None: it is COMPLETED."""
    order_id = order["order_id"]
    intent = await create_charge(order_id)
    if not await confirm_charge(order_id, order["payment_method"]):
        return "payment_declined"
    tracking_number = await book_parcel(order_id, order["shipping_address"]["postal_code"])
    if tracking_number is None:
        await refund_charge(order_id)
        return "undeliverable"
    await complete_order(order_id, order["items"], amount, intent, tracking_number)
    return None
