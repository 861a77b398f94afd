"""The protocol that binds the five services, written once more by hand: the code is held against it, not it against
the code. Whoever changes it changes what was model-checked."""

import re
from typing import NamedTuple

_SPOKEN = """
product.listed     | inventory | order
order.created      | order     | inventory discount payment shipping order
inventory.reserved | inventory | payment
inventory.rejected | inventory | order discount
discount.applied   | discount  | payment
discount.rejected  | discount  | order inventory
payment.requested  | payment   | payment
payment.succeeded  | payment   | order shipping
payment.failed     | payment   | order inventory discount
payment.refunded   | payment   |
shipment.created   | shipping  | order
shipment.failed    | shipping  | order payment inventory discount
shipment.cancelled | shipping  |
inventory.released | inventory |
discount.released  | discount  |
order.completed    | order     | inventory
inventory.shipped  | inventory |
order.cancelled    | order     | inventory discount payment shipping
"""
"""Event, who says it, who hears it."""

_OWED = """
inventory: order.created -> inventory.reserved inventory.rejected unless order.cancelled discount.rejected
discount: order.created -> discount.applied discount.rejected unless order.cancelled inventory.rejected
payment: inventory.reserved discount.applied -> payment.requested unless order.cancelled
payment: payment.requested -> payment.succeeded payment.failed payment.refunded
shipping: payment.succeeded -> shipment.created shipment.failed shipment.cancelled
order: payment.succeeded shipment.created -> order.completed order.cancelled
order: inventory.rejected -> order.cancelled
order: discount.rejected -> order.cancelled
order: payment.failed -> order.cancelled
order: shipment.failed -> order.cancelled
inventory: inventory.reserved order.cancelled -> inventory.released
discount: discount.applied order.cancelled -> discount.released
payment: payment.succeeded order.cancelled -> payment.refunded
shipping: shipment.created order.cancelled -> shipment.cancelled
inventory: order.completed -> inventory.shipped
inventory, early: inventory.reserved discount.rejected -> inventory.released
inventory, early: inventory.reserved payment.failed -> inventory.released
inventory, early: inventory.reserved shipment.failed -> inventory.released
discount, early: discount.applied inventory.rejected -> discount.released
discount, early: discount.applied payment.failed -> discount.released
discount, early: discount.applied shipment.failed -> discount.released
payment, early: payment.succeeded shipment.failed -> payment.refunded
order, last resort: order.created -> order.completed order.cancelled
"""
"""Who owes it, how urgently, after all of what, one of what, unless one of what was said."""

_BODIES = """
product.listed     | sku name unit_price currency version
order.created      | order_id customer_id currency items subtotal coupon_code payment_method shipping_address
inventory.reserved | order_id items
inventory.released | order_id items
inventory.shipped  | order_id items
inventory.rejected | order_id reason short
discount.applied   | order_id coupon_code discount currency
discount.rejected  | order_id reason detail
discount.released  | order_id coupon_code
payment.requested  | order_id amount currency
payment.succeeded  | order_id subtotal discount amount currency reference
payment.failed     | order_id reason detail
payment.refunded   | order_id amount currency reference
shipment.created   | order_id carrier tracking_number
shipment.failed    | order_id reason detail
shipment.cancelled | order_id tracking_number
order.completed    | order_id customer_id total currency
order.cancelled    | order_id reason
"""
"""Event, and the keys of its body on the wire."""


class Owed(NamedTuple):
    """A row of what a listener may expect."""

    by: str
    when: str
    after: frozenset[str]
    one_of: frozenset[str]
    unless: frozenset[str]


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


SPEAKER = {event: f"{service}_service" for event, service, _ in _rows(_SPOKEN)}
HEARERS = {event: {f"{each}_service" for each in services.split()} for event, _, services in _rows(_SPOKEN)}
BODY = {event: set(keys.split()) for event, keys in _rows(_BODIES)}
OWED = {
    Owed(
        by=f"{row['by']}_service",
        when=row["when"] or "",
        after=frozenset(row["after"].split()),
        one_of=frozenset(row["one_of"].split()),
        unless=frozenset((row["unless"] or "").split()),
    )
    for row in re.finditer(
        r"^(?P<by>\w+)(, (?P<when>[a-z ]+))?: (?P<after>.+?) -> (?P<one_of>.+?)( unless (?P<unless>.+))?$", _OWED, re.M
    )
}
