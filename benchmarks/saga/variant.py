"""A way of writing the order flow, as the benchmarks start it and look into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.saga.place import Place


@dataclass(frozen=True)
class Books:
    """What stands in its tables: orders as (status, reason), money as captured less refunded, by order id; pieces by
    SKU as (free, held, shipped); how often the coupon was redeemed and not given back."""

    orders: Mapping[str, tuple[str, str | None]]
    money: Mapping[str, int]
    stock: Mapping[str, tuple[int, int, int]]
    redeemed: int


class Variant(Protocol):
    """A fresh one is made for each run, on fresh servers."""

    name: str
    """As it stands in tables."""
    orders_database: str
    ended: str
    """SQL on that database: the ids of orders that have ended, as one column named order_id."""
    processes: Mapping[str, Sequence[str]]
    """What is started: by name, what follows `python -m`. Each is told its `Place`, and prints a line `ready`."""
    takes_kafka: bool
    """Whether an `order.created` on Kafka (body JSON, key the order id, no headers) places an order."""

    async def prepare(self, place: Place) -> None:
        """Makes databases, tables, topics (4 partitions each), products, stock and the coupon."""

    async def opened(self, place: Place) -> None:
        """Called when all processes are ready, before the first order."""

    async def books(self, place: Place) -> Books:
        """Read when all orders have ended."""


@dataclass
class Mistakes:
    """What a run did wrong; a run with any is worth nothing."""

    found: list[str] = field(default_factory=list)

    def expect(self, what: str, is_: object, should_be: object) -> None:
        """Notes what is not as it should be."""
        if is_ != should_be:
            self.found.append(f"{what} is {is_!r}, should be {should_be!r}")
