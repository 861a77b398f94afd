"""Discount: a coupon is redeemed, and given back when the order comes to nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from benchmarks.twins.by_hand.batch import Batch
from benchmarks.twins.by_hand.events import Event
from benchmarks.twins.by_hand.process import run
from benchmarks.twins.by_hand.service import Service
from benchmarks.twins.by_hand.store import Also, Table


@dataclass
class Redemption:
    """States: NONE, REDEEMED (without a coupon, too), REJECTED, RELEASED, TOMBSTONE."""

    order_id: str
    version: int = 0
    state: str = "NONE"
    coupon_code: str | None = None


class Coupons(Batch):
    """What is left of a coupon is read without a lock, and redeemed as a difference, as stock is."""

    def __init__(self) -> None:
        super().__init__()
        self._percent: dict[str, int] = {}
        self._left: dict[str, int] = {}
        self._redeemed = Counter[str]()

    async def load(self, connection: asyncpg.Connection, events: Sequence[Event]) -> None:
        codes = {event.data["coupon_code"] for event in events if event.type == "order.created"} - {None}
        if codes:
            sql = "select code, percent, limit_ - redeemed left from coupon where code = any($1)"
            for row in await connection.fetch(sql, list(codes)):
                self._percent[row["code"]], self._left[row["code"]] = row["percent"], row["left"]

    def redeem(self, code: str) -> int | None:
        """Its percentage; None: it is unknown or used up."""
        if self._left.get(code, 0) <= 0:
            return None
        self._left[code] -= 1
        self._redeemed[code] += 1
        return self._percent[code]

    def give_back(self, code: str) -> None:
        self._redeemed[code] -= 1

    def also(self) -> Sequence[Sequence[Sequence[Any]]]:
        codes = sorted(self._redeemed)
        return [[codes, [self._redeemed[code] for code in codes]]]


def order_created(event: Event, redemption: Redemption, coupons: Coupons) -> bool:
    if redemption.state != "NONE":
        return False
    order, code, percent = event.data, event.data["coupon_code"], 0
    if code is not None:
        if (redeemed := coupons.redeem(code)) is None:
            redemption.state = "REJECTED"
            return coupons.say("discount.rejected", event, reason="coupon_rejected", detail=f"{code} is not valid")
        percent = redeemed
    redemption.state, redemption.coupon_code = "REDEEMED", code
    amount = order["subtotal"] * percent // 100
    return coupons.say("discount.applied", event, coupon_code=code, discount=amount, currency=order["currency"])


def release(event: Event, redemption: Redemption, coupons: Coupons) -> bool:
    if redemption.state == "NONE":
        redemption.state = "TOMBSTONE"
        return True
    if redemption.state != "REDEEMED":
        return False
    redemption.state = "RELEASED"
    if redemption.coupon_code:
        coupons.give_back(redemption.coupon_code)
    return coupons.say("discount.released", event, coupon_code=redemption.coupon_code)


STEPS = {
    "order.created": order_created,
    "order.cancelled": release,
    "inventory.rejected": release,
    "payment.failed": release,
    "shipment.failed": release,
}
REDEEMED = Also(
    "redeemed",
    "update coupon c set redeemed = c.redeemed + d.count from unnest({0}::text[], {1}::bigint[]) d (code, count)"
    " where c.code = d.code and c.redeemed + d.count <= c.limit_ returning 1",
    arrays=2,
    counted=True,
)
TABLE = Table(
    "redemption", {"order_id": "text", "version": "integer", "state": "text", "coupon_code": "text"}, also=(REDEEMED,)
)
SERVICE = Service("discount_service", TABLE, Redemption, hears=list(STEPS), steps=STEPS, batch=Coupons)

if __name__ == "__main__":
    run(SERVICE)
