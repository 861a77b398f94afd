"""A service of the tests' own: a kitchen that hears of dishes that were ordered, cooks each once, and says so.

What its handlers shall do wrong stands in its own table, so that it is ruled from outside."""

import asyncio
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.events import OrderEvent
from shared.messaging.commands import command
from shared.messaging.rows import InsertOrLock
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.unit import Unit
from shared.metrics.declared import Counter
from shared.outside import OutsideUnavailable


class DishOrdered(OrderEvent):
    """Somebody is hungry."""

    topic: ClassVar[str] = "dish.ordered"

    dish: str


class DishCooked(OrderEvent):
    """It is on the table."""

    topic: ClassVar[str] = "dish.cooked"

    dish: str
    times: int


class Table(DeclarativeBase):
    """The kitchen's tables."""

    type_annotation_map: ClassVar = {str: Text}


class Cooking(InsertOrLock, Table):
    """How often an order was cooked: once, if all is well."""

    __tablename__ = "cooking"
    __table_args__ = (CheckConstraint("dish <> 'stone soup'", name="nobody_eats_stones"),)

    order_id: Mapped[str] = mapped_column(primary_key=True)
    dish: Mapped[str | None]
    times: Mapped[int] = mapped_column(server_default="0")


class Pantry(Table):
    """Pieces left, by dish."""

    __tablename__ = "pantry"

    dish: Mapped[str] = mapped_column(primary_key=True)
    left: Mapped[int]


@dataclass
class Trouble:
    """What goes wrong, by order: so many tries of the handler, or of the supplier outside."""

    handler: dict[str, int] = field(default_factory=dict)
    supplier: dict[str, int] = field(default_factory=dict)
    supplied: list[str] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    """Orders that the supplier hears of, and says nothing."""
    unanswered: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """All is well."""
        self.handler, self.supplier, self.supplied = {}, {}, []
        self.silent, self.unanswered = set(), []

    def strikes(self, remaining: dict[str, int], order_id: str) -> bool:
        """Whether this try fails."""
        remaining[order_id] = remaining.get(order_id, 0) - 1
        return remaining[order_id] >= 0


DISHES = Counter("kitchen_dishes_total", "Dishes on the table.", {"dish": ("soup", "truffles", "stone soup")})

trouble = Trouble()
on = Subscriptions()


async def fetch_truffle(order_id: str) -> str:
    """The supplier outside: may be away, and delivers once per order and call."""
    if order_id in trouble.silent:
        trouble.unanswered.append(order_id)
        await asyncio.Event().wait()
    if trouble.strikes(trouble.supplier, order_id):
        raise OutsideUnavailable("the supplier is closed")
    trouble.supplied.append(order_id)
    return f"truffle for {order_id}"


@on(DishOrdered)
async def cook_dish(event: DishOrdered, db: Unit) -> DishCooked | None:
    """Cooks a dish, once more than before; truffles come from outside."""
    if event.dish in DISHES.labels["dish"]:
        db.measure(DISHES, dish=event.dish)
    cooking = await db.get(Cooking, event.order_id)
    pantry = await db.get(Pantry, event.dish)
    if event.dish == "truffles":
        await db.outside(fetch_truffle, event.order_id)
    if trouble.strikes(trouble.handler, event.order_id):
        raise RuntimeError("the pot boiled over")
    if pantry is not None:
        pantry.left -= 1
    cooking.dish, cooking.times = event.dish, cooking.times + 1
    return DishCooked(order_id=event.order_id, dish=event.dish, times=cooking.times)


@command
async def order_dish(order_id: str, dish: str, db: Unit) -> DishOrdered:
    """Somebody is hungry. A dish without a name is refused."""
    if not dish:
        raise ValueError("a dish needs a name")
    await db.get(Cooking, order_id)
    return DishOrdered(order_id=order_id, dish=dish)
