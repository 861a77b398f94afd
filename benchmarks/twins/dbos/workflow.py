"""The saga: one durable workflow, and what undoes it, in the order in which it was done."""

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

HEARD = "heard"
"""The queue of orders that came by Kafka."""


@DBOS.workflow()
def place_order(order: Order) -> None:
    """Of one that was posted."""
    fulfil(order)


@DBOS.kafka_consumer(
    {"bootstrap.servers": here().kafka, "group.id": "shop", "auto.offset.reset": "earliest"},
    ["order.created"],
    queue_name=HEARD,
)
@DBOS.workflow()
def place_heard_order(message: KafkaMessage) -> None:
    """Of one that was said on Kafka; DBOS makes the workflow's id from where it stands."""
    fulfil(orjson.loads(message.value or b"{}"))


def fulfil(order: Order) -> None:
    """Ends it, one way or the other."""
    accept_order(order, orjson.dumps(order).decode())
    held, discount = reserve_stock(order["items"]), _discount(order)
    reason = "out_of_stock" if not held else "coupon_rejected" if discount is None else None
    if held and discount is not None:
        reason = _charge_and_send(order, order["subtotal"] - discount)
    if reason is None:
        return
    if held:
        release_stock(order["items"])
    if discount is not None and order["coupon_code"]:
        give_back_coupon(order["coupon_code"])
    cancel_order(order["order_id"], reason)


def _discount(order: Order) -> int | None:
    return redeem_coupon(order["coupon_code"], order["subtotal"]) if order["coupon_code"] else 0


def _charge_and_send(order: Order, amount: int) -> str | None:
    """Why not; None: it is COMPLETED."""
    order_id = order["order_id"]
    intent = create_charge(order_id)
    if not confirm_charge(order_id, order["payment_method"]):
        return "payment_declined"
    tracking_number = book_parcel(order_id, order["shipping_address"]["postal_code"])
    if tracking_number is None:
        refund_charge(order_id)
        return "undeliverable"
    complete_order(order_id, order["items"], amount, intent, tracking_number)
    return None
