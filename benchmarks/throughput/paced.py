"""Customers who come one after the other, however fast they are served."""

from collections.abc import Iterable

from benchmarks.saga.customers import Customers
from benchmarks.saga.place import Place
from benchmarks.saga.workload import Wanted


class Paced(Customers):
    """So many a second, whatever is asked for at a time."""

    def __init__(self, place: Place, rate: float) -> None:
        super().__init__(place)
        self._rate = rate

    async def post(self, orders: Iterable[Wanted], in_flight: int) -> None:
        """As they come."""
        await self.post_at(orders, self._rate)
