"""When orders end, as their table says it."""

import asyncio

import asyncpg

from benchmarks.saga.customers import Customers
from benchmarks.saga.place import Place
from benchmarks.saga.variant import Variant
from shared import clock

_LOOK = 0.01
_MANY = 50


class Endings:
    """`seen` says of each order when it had ended, in seconds of the monotonic clock, at most a look late: 10 ms, or 50
    while many are open."""

    def __init__(self, place: Place, variant: Variant) -> None:
        self._address = place.database(variant.orders_database)
        self._sql = f"select order_id from ({variant.ended}) ended where order_id = any($1)"
        self.seen: dict[str, float] = {}

    async def until_all(self, customers: Customers, within: float) -> float:
        """Returns when all orders that were placed have ended: when the last did. Raises TimeoutError."""
        connection = await asyncpg.connect(self._address)
        try:
            async with asyncio.timeout(within):
                while True:
                    if not (open_orders := await self._look(connection, customers)):
                        return max(self.seen.values())
                    await asyncio.sleep(_LOOK if open_orders < _MANY else 5 * _LOOK)
        finally:
            await connection.close()

    async def watch(self, customers: Customers) -> None:
        """Looks until cancelled."""
        connection = await asyncpg.connect(self._address)
        try:
            while True:
                await self._look(connection, customers)
                await asyncio.sleep(_LOOK)
        finally:
            await connection.close()

    async def _look(self, connection: asyncpg.Connection, customers: Customers) -> int:
        pending = [order_id for order_id in customers.placed if order_id not in self.seen]
        ended = await connection.fetch(self._sql, pending) if pending else []
        now = clock.elapsed()
        self.seen.update((row["order_id"], now) for row in ended)
        return len(pending) - len(ended)
