"""Orders on their way, and how each ended."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from choreo.demo.shop import Shop
from choreo.demo.wishes import CANCELLED, COMPLETED, Wish
from choreo.processes.together import together
from shared import clock

IN_FLIGHT = 32
"""Requests for new orders under way at a time."""
OPEN = 400
"""Orders that may be open at a time, unless said otherwise."""
PATIENCE = 60.0
"""Seconds within which an order must have ended."""


@dataclass
class Journey:
    """An order from its request to its end. `seconds` is None until it has ended.

    With a rate, an order sets out when its time has come, whether or not the shop lets it in yet: what it waits for is
    part of its seconds (no coordinated omission)."""

    wish: Wish
    departure: float = 0.0
    """Seconds after the first."""
    order_id: str = ""
    status: str = "…"
    reason: str | None = None
    seconds: float | None = None
    too_late: bool = False
    """The customer's wish to cancel came after the order was completed: then that is its right ending."""

    @property
    def ended(self) -> bool:
        return self.seconds is not None

    @property
    def ending(self) -> str:
        """COMPLETED, or the reason for which it was cancelled; else how it stands."""
        return self.reason or self.status if self.status == CANCELLED else self.status

    @property
    def as_asked(self) -> bool:
        return self.ending == (COMPLETED if self.too_late else self.wish.ending)


class Traffic:
    """Sends wishes to the shop: `rate` orders a second, or as fast as it goes. `changed` is told of every step."""

    def __init__(
        self,
        shop: Shop,
        rate: float | None,
        changed: Callable[[Journey], None],
        *,
        most_open: int = OPEN,
        patience: float = PATIENCE,
    ) -> None:
        self._shop = shop
        self._rate = rate
        self._changed = changed
        self._patience = patience
        self._placing = asyncio.Semaphore(IN_FLIGHT)
        self._open = asyncio.Semaphore(most_open)

    async def send(self, wishes: Sequence[Wish]) -> list[Journey]:
        """All of them, from request to end."""
        begin = clock.elapsed()
        return await together(*(self._travel(wish, number, begin) for number, wish in enumerate(wishes)))

    async def _travel(self, wish: Wish, number: int, first: float) -> Journey:
        journey = Journey(wish)
        if self._rate:
            journey.departure = number / self._rate
            await asyncio.sleep(first + journey.departure - clock.elapsed())
        async with self._open:
            async with self._placing:
                if not self._rate:
                    journey.departure = clock.elapsed() - first
                order = await self._shop.place(wish.body)
                journey.order_id, journey.status = order["order_id"], order["status"]
                self._changed(journey)
                if wish.cancels:
                    journey.too_late = not await self._shop.cancel(journey.order_id)
            order = await self._shop.await_end(journey.order_id, self._patience)
            journey.status, journey.reason = order["status"], order.get("reason")
            journey.seconds = clock.elapsed() - first - journey.departure
            self._changed(journey)
        return journey
