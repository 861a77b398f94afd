"""When orders end, as their table says it."""

import asyncio

import asyncpg

from benchmarks.saga.place import Place
from benchmarks.saga.variant import Variant
from shared import clock

_LOOK = 0.005


class Endings:
    """`seen` says of each order when it had ended, in seconds of the monotonic clock, at most a look (5 ms) late."""

    def __init__(self, place: Place, variant: Variant) -> None:
        self._address = place.database(variant.orders_database)
        self._sql = f"select order_id from ({variant.ended}) ended where not order_id = any($1)"
        self._count = f"select count(*) from ({variant.ended}) ended"
        self.seen: dict[str, float] = {}

    async def until(self, count: int, within: float) -> float:
        """Returns when so many orders have ended in all: the time. A slower look than `watch`, and cheaper. Raises
        TimeoutError."""
        connection = await asyncpg.connect(self._address)
        try:
            async with asyncio.timeout(within):
                while True:
                    if (left := count - await connection.fetchval(self._count)) <= 0:
                        return clock.elapsed()
                    await asyncio.sleep(0.05 if left > 50 else _LOOK)
        finally:
            await connection.close()

    async def watch(self) -> None:
        """Until cancelled."""
        connection = await asyncpg.connect(self._address)
        try:
            while True:
                for row in await connection.fetch(self._sql, list(self.seen)):
                    self.seen[row["order_id"]] = clock.elapsed()
                await asyncio.sleep(_LOOK)
        finally:
            await connection.close()
