"""Inventory: all lines of an order are held, or none; what is held goes back, or leaves."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

from benchmarks.twins.by_hand.batch import Batch
from benchmarks.twins.by_hand.events import Event
from benchmarks.twins.by_hand.process import run
from benchmarks.twins.by_hand.service import Service
from benchmarks.twins.by_hand.store import Also, Table


@dataclass
class Reservation:
    """States: NONE, HELD, REJECTED, RELEASED, SHIPPED, TOMBSTONE."""

    order_id: str
    version: int = 0
    state: str = "NONE"
    items: bytes = b"[]"


class Stock(Batch):
    """What is free is read without a lock, and written as a difference: if it is no longer there then, the batch is
    done again."""

    def __init__(self) -> None:
        super().__init__()
        self._free: dict[str, int] = {}
        self._moved: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])

    async def load(self, connection: asyncpg.Connection, events: Sequence[Event]) -> None:
        skus = {line["sku"] for event in events if event.type == "order.created" for line in event.data["items"]}
        if skus:
            rows = await connection.fetch("select sku, free from stock where sku = any($1)", list(skus))
            self._free = {row["sku"]: row["free"] for row in rows}

    def free(self, sku: str) -> int:
        """Less what this batch has taken."""
        return self._free.get(sku, 0)

    def move(self, pieces: Mapping[str, int], free: int, held: int, shipped: int) -> None:
        """Each piece by so much."""
        for sku, quantity in pieces.items():
            self._free[sku] = self.free(sku) + free * quantity
            moved = self._moved[sku]
            for which, way in enumerate((free, held, shipped)):
                moved[which] += way * quantity

    def also(self) -> Sequence[Sequence[Sequence[Any]]]:
        rows = sorted((sku, *moved) for sku, moved in self._moved.items())
        return [list(zip(*rows, strict=True)) if rows else [()] * 4]


def order_created(event: Event, reservation: Reservation, stock: Stock) -> bool:
    if reservation.state != "NONE":
        return False
    wanted = Counter[str]()
    for line in event.data["items"]:
        wanted[line["sku"]] += line["quantity"]
    short = [(sku, quantity) for sku, quantity in wanted.items() if stock.free(sku) < quantity]
    if short:
        reservation.state = "REJECTED"
        lines = [{"sku": sku, "quantity": quantity, "free": stock.free(sku)} for sku, quantity in short]
        return stock.say("inventory.rejected", event, reason="out_of_stock", short=lines)
    stock.move(wanted, -1, +1, 0)
    items = [{"sku": sku, "quantity": quantity} for sku, quantity in wanted.items()]
    reservation.state, reservation.items = "HELD", orjson.dumps(items)
    return stock.say("inventory.reserved", event, items=items)


def release(event: Event, reservation: Reservation, stock: Stock) -> bool:
    if reservation.state == "NONE":
        reservation.state = "TOMBSTONE"
        return True
    if reservation.state != "HELD":
        return False
    reservation.state, items = "RELEASED", orjson.loads(reservation.items)
    stock.move({line["sku"]: line["quantity"] for line in items}, +1, -1, 0)
    return stock.say("inventory.released", event, items=items)


def order_completed(event: Event, reservation: Reservation, stock: Stock) -> bool:
    if reservation.state != "HELD":
        return False
    reservation.state, items = "SHIPPED", orjson.loads(reservation.items)
    stock.move({line["sku"]: line["quantity"] for line in items}, 0, -1, +1)
    return stock.say("inventory.shipped", event, items=items)


STEPS = {
    "order.created": order_created,
    "order.completed": order_completed,
    "order.cancelled": release,
    "discount.rejected": release,
    "payment.failed": release,
    "shipment.failed": release,
}
MOVED = Also(
    "moved",
    "update stock s set free = s.free + d.free, held = s.held + d.held, shipped = s.shipped + d.shipped"
    " from unnest({0}::text[], {1}::bigint[], {2}::bigint[], {3}::bigint[]) d (sku, free, held, shipped)"
    " where s.sku = d.sku and s.free + d.free >= 0 returning 1",
    arrays=4,
    counted=True,
)
TABLE = Table(
    "reservation", {"order_id": "text", "version": "integer", "state": "text", "items": "bytea"}, also=(MOVED,)
)
SERVICE = Service("inventory_service", TABLE, Reservation, hears=list(STEPS), steps=STEPS, batch=Stock)

if __name__ == "__main__":
    run(SERVICE)
