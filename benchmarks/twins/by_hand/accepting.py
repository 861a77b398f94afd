"""Orders that customers post: those that wait are one transaction, prices read in it."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Annotated

import asyncpg
import orjson
from pydantic import BaseModel, Field, PositiveInt

from benchmarks.twins.by_hand.events import Event, traceparent
from benchmarks.twins.by_hand.order import TABLE, Order
from benchmarks.twins.by_hand.publisher import Publisher
from benchmarks.twins.by_hand.store import Store
from shared import ids

_KNOWN = """select customer_id, key, order_id from idempotency
where (customer_id, key) in (select * from unnest($1::text[], $2::text[]))"""
_PRICES = "select sku, unit_price, currency from product where sku = any($1)"
_columns = attrgetter(*TABLE.columns)


class Line(BaseModel):
    sku: str
    quantity: PositiveInt


class Address(BaseModel):
    name: str
    street: str
    city: str
    postal_code: str
    country: str


class Wanted(BaseModel):
    """The body of `POST /orders`."""

    items: Annotated[list[Line], Field(min_length=1)]
    coupon_code: str | None = None
    payment_method: str
    shipping_address: Address


@dataclass(eq=False)
class Posted:
    """`answer` is the order's id."""

    customer_id: str
    key: str
    wanted: Wanted
    answer: asyncio.Future[str] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Accepting:
    """One transaction at a time; what is posted meanwhile is the next."""

    def __init__(self, store: Store, publisher: Publisher) -> None:
        self._store, self._publisher = store, publisher
        self._posted: list[Posted] = []
        self._stir = asyncio.Event()

    async def accept(self, customer_id: str, key: str, wanted: Wanted) -> str:
        """The order's id, once it is committed; of the first one with this key. Raises KeyError: an unknown SKU."""
        posted = Posted(customer_id, key, wanted)
        self._posted.append(posted)
        self._stir.set()
        return await posted.answer

    async def run(self) -> None:
        """Until cancelled. Of two with the same key the second is for the next round, which finds the first."""
        while True:
            await self._stir.wait()
            self._stir.clear()
            firsts: dict[tuple[str, str], Posted] = {}
            posted, self._posted = self._posted, []
            for one in posted:
                if firsts.setdefault((one.customer_id, one.key), one) is not one:
                    self._posted.append(one)
                    self._stir.set()
            await self._accept_all(firsts)

    async def _accept_all(self, posted: dict[tuple[str, str], Posted]) -> None:
        skus = {line.sku for one in posted.values() for line in one.wanted.items}
        rows = await self._store.connection.fetch(_PRICES, list(skus))
        prices = {row["sku"]: (row["unit_price"], row["currency"]) for row in rows}
        try:
            await self._place([one for one in posted.values() if _is_priced(one, prices)], prices)
        except asyncpg.UniqueViolationError:
            customers, keys = zip(*posted, strict=True)
            for row in await self._store.connection.fetch(_KNOWN, customers, keys):
                posted.pop((row["customer_id"], row["key"])).answer.set_result(row["order_id"])
            await self._accept_all({place: one for place, one in posted.items() if not one.answer.done()})

    async def _place(self, posted: Sequence[Posted], prices: dict[str, tuple[int, str]]) -> None:
        said, rows = [], []
        for one in posted:
            order_id = ids.new_id()
            currency = prices[one.wanted.items[0].sku][1]
            told = one.wanted.model_dump()
            for line in told["items"]:
                line["unit_price"] = prices[line["sku"]][0]
            told |= {"order_id": order_id, "customer_id": one.customer_id, "currency": currency}
            told["subtotal"] = sum(line["quantity"] * line["unit_price"] for line in told["items"])
            said.append(Event("order.created", order_id, orjson.dumps(told), traceparent(os.urandom(24))))
            rows.append(_columns(Order(order_id, 1, "PENDING", customer_id=one.customer_id, currency=currency)))
        order_ids = [row[0] for row in rows]
        bodies = [order_ids, [event.body for event in said]]
        keys = [[one.customer_id for one in posted], [one.key for one in posted], order_ids]
        await self._store.write([], said, rows, [bodies, keys])
        self._publisher.publish(said)
        for one, order_id in zip(posted, order_ids, strict=True):
            one.answer.set_result(order_id)


def _is_priced(one: Posted, prices: dict[str, tuple[int, str]]) -> bool:
    unknown = [line.sku for line in one.wanted.items if line.sku not in prices]
    if unknown:
        one.answer.set_exception(KeyError(*unknown))
    return not unknown
