"""Orders on their way, and how each ended."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from choreo.demo.shop import Shop
from choreo.demo.wishes import CANCELLED, COMPLETED, Wish
from choreo.processes.together import together
from shared import clock

IN_FLIGHT = 32
"""Requests for new orders under way at a time, when no rate is asked for."""
OPEN = 400
"""Orders that may be open at a time."""
PATIENCE = 60.0
"""Seconds within which an order must have ended."""


@dataclass
class Journey:
    """An order from its request to its end. `seconds` is None until it has ended."""

    wish: Wish
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

    def __init__(self, shop: Shop, rate: float | None, changed: Callable[[Journey], None]) -> None:
        self._shop = shop
        self._rate = rate
        self._changed = changed
        self._placing = asyncio.Semaphore(IN_FLIGHT)
        self._open = asyncio.Semaphore(OPEN)

    async def send(self, wishes: Sequence[Wish]) -> list[Journey]:
        """All of them, from request to end."""
        begin = clock.elapsed()
        return await together(
            *(
                self._travel(wish, begin + number / self._rate if self._rate else begin)
                for number, wish in enumerate(wishes)
            )
        )

    async def _travel(self, wish: Wish, departure: float) -> Journey:
        await asyncio.sleep(departure - clock.elapsed())
        journey = Journey(wish)
        async with self._open:
            async with self._placing:
                begin = clock.elapsed()
                order = await self._shop.place(wish.body)
                journey.order_id, journey.status = order["order_id"], order["status"]
                self._changed(journey)
                if wish.cancels:
                    journey.too_late = not await self._shop.cancel(journey.order_id)
            order = await self._shop.await_end(journey.order_id, PATIENCE)
            journey.status, journey.reason = order["status"], order.get("reason")
            journey.seconds = clock.elapsed() - begin
            self._changed(journey)
        return journey
