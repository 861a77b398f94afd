"""What must hold: at every step, and once everything is at rest (blueprint section 5, PROTOCOL.md sections 4 to 7)."""

from collections.abc import Iterator, Mapping
from typing import Any

from choreo.exploration.promises import unkept
from choreo.exploration.scenario import COUPON, SKU
from choreo.exploration.state import State
from choreo.exploration.world import DISCOUNT, INVENTORY, ORDER, World

ENDED = ("COMPLETED", "CANCELLED")
_UNDONE_BY = {
    "inventory.reserved": ("HELD", "reservation", INVENTORY),
    "discount.applied": ("REDEEMED", "redemption", DISCOUNT),
}
_REASONS = {
    "out_of_stock": "inventory.rejected",
    "coupon_rejected": "discount.rejected",
    "payment_declined": "payment.failed",
    "payment_unavailable": "payment.failed",
    "undeliverable": "shipment.failed",
}


def broken_by(world: World, before: State, after: State) -> Iterator[str]:
    """Rules that a step breaks."""
    if after.broke:
        yield f"S a handler raised: {after.broke}"
        return
    if before.rooms != after.rooms:
        yield from _miscounted(world, after)
    for message in after.said - before.said:
        if message.number and message.topic != "order.created":
            yield f"S {message.topic} of {message.order_id} is said twice"
    for order_id, ledger in after.outside:
        if ledger.captures > 1 or ledger.refunds > ledger.captures or ledger.bookings > 1:
            yield f"I2 {order_id}: {ledger.captures} captures, {ledger.refunds} refunds, {ledger.bookings} bookings"
    if before.rooms != after.rooms:
        for order_id in world.orders:
            yield from _left_its_end(world, before, after, order_id)


def _miscounted(world: World, after: State) -> Iterator[str]:
    if (stock := world.row(after, INVENTORY, "stock", sku=SKU)) is not None:
        parts = stock["free"], stock["held"], stock["shipped"]
        if min(parts) < 0 or sum(parts) != world.scenario.pieces:
            yield f"I3 free, held, shipped are {parts}, of {world.scenario.pieces} pieces"
    if (coupon := world.row(after, DISCOUNT, "coupon", code=COUPON)) is not None and not (
        0 <= coupon["redeemed"] <= world.scenario.redemptions
    ):
        yield f"I4 the coupon is redeemed {coupon['redeemed']} times, of {world.scenario.redemptions}"


def broken_at_rest(world: World, state: State) -> Iterator[str]:
    """Rules that a state breaks in which nothing is under way."""
    for order_id in world.orders:
        if state.away:
            yield from _not_undone(world, state, order_id)
        elif "order.created" in state.topics(order_id):
            yield from _ended_wrong(world, state, order_id)
    if state.away:
        return
    completed = sum(_order(world, state, order_id)["status"] == "COMPLETED" for order_id in world.orders)
    coupon = world.row(state, DISCOUNT, "coupon", code=COUPON)
    users = sum(world.scenario.orders[order_id]["coupon_code"] == COUPON for order_id in world.orders)
    if coupon is not None and users == len(world.orders) and coupon["redeemed"] != completed:
        yield f"I4 the coupon is redeemed {coupon['redeemed']} times, by {completed} completed orders"


def _left_its_end(world: World, before: State, after: State, order_id: str) -> Iterator[str]:
    was, now = _order(world, before, order_id)["status"], _order(world, after, order_id)["status"]
    if was in ENDED and now != was:
        yield f"S {order_id} was {was} and is {now}"
    if {"order.completed", "order.cancelled"} <= set(after.topics(order_id)):
        yield f"S {order_id} is said to be completed and cancelled"


def _ended_wrong(world: World, state: State, order_id: str) -> Iterator[str]:
    order, ledger, said = _order(world, state, order_id), state.outside_of(order_id), state.topics(order_id)
    status, reason = order["status"], order.get("reason")
    if status not in ENDED:
        yield f"I1 {order_id} is {status} for ever"
        return
    if status == "COMPLETED":
        if (ledger.captures, ledger.refunds) != (1, 0) or order["total"] is None:
            yield f"I2 {order_id} is completed: {ledger.captures} captures, {ledger.refunds} refunds"
        if ledger.booking != "booked":
            yield f"I5 {order_id} is completed, its booking {ledger.booking}"
    else:
        if ledger.captures != ledger.refunds:
            yield f"I2 {order_id} is cancelled: {ledger.captures} captures, {ledger.refunds} refunds"
        if ledger.booking == "booked":
            yield f"I5 {order_id} is cancelled, and still booked"
        if not _is_true(state, order_id, reason, said):
            yield f"I1 {order_id} is cancelled because {reason}, which is not true"
    reservation = world.row(state, INVENTORY, "reservation", order_id=order_id)
    if reservation is not None and reservation["state"] == "HELD":
        yield f"I3 {order_id} is {status}, and its pieces are still held"
    yield from (f"I7 {order_id}: {what}" for what in unkept(said))


def _is_true(state: State, order_id: str, reason: str | None, said: list[str]) -> bool:
    if reason in ("customer_request", "deadline"):
        return ({"customer_request": "cancel", "deadline": "expire"}[reason], order_id) in state.asked
    return _REASONS.get(reason or "") in said


def _not_undone(world: World, state: State, order_id: str) -> Iterator[str]:
    """I8: refusals are undone by the others, though order_service is away."""
    refused = any(topic.endswith((".rejected", ".failed")) for topic in state.topics(order_id))
    for held, table, service in _UNDONE_BY.values():
        row = world.row(state, service, table, order_id=order_id)
        if refused and row is not None and row["state"] == held:
            yield f"I8 {order_id} is refused, and {service} still has it {held}, with {ORDER} away"
    ledger = state.outside_of(order_id)
    if refused and ledger.captures > ledger.refunds:
        yield f"I8 {order_id} is refused, and its money is kept, with {ORDER} away"


def _order(world: World, state: State, order_id: str) -> Mapping[str, Any]:
    return world.row(state, ORDER, "orders", order_id=order_id) or {"status": "none"}
