"""Customers who never give up: a request that got no answer is sent again, with the same Idempotency-Key."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from choreo.demo.wishes import Wish
from choreo.processes.together import together
from shared import clock, ids
from tests.e2e.shop import Shop

PATIENCE = 60.0
"""Seconds within which a service that died must answer again."""


@dataclass
class Errand:
    """A wish on its way. `cancelled` says whether the shop agreed to cancel it."""

    wish: Wish
    key: str = field(default_factory=ids.new_id)
    order_id: str = ""
    cancelled: bool = False
    ending: str | None = None

    @property
    def as_wished(self) -> bool:
        """Whether it ended as it had to; a cancellation that came too late leaves a completed order."""
        if self.wish.cancels:
            return self.ending == ("customer_request" if self.cancelled else "COMPLETED")
        return self.ending in self.wish.ending.split(" or ")


class Crowd:
    """So many customers as there may be requests at a time, under one name."""

    def __init__(self, shop: Shop, name: str) -> None:
        self._shop, self._name = shop, name
        self._placed = 0
        self._one_more = asyncio.Condition()

    async def buy(self, wishes: Sequence[Wish], at_a_time: int = 8) -> list[Errand]:
        """Places them all, and cancels those that are to be cancelled."""
        turn = asyncio.Semaphore(at_a_time)

        async def run(errand: Errand) -> Errand:
            async with turn:
                await self._place(errand)
                if errand.wish.cancels:
                    await self._cancel(errand)
            return errand

        return await together(*(run(Errand(wish)) for wish in wishes))

    async def until_placed(self, orders: int) -> None:
        """Returns as soon as so many orders are accepted."""
        async with asyncio.timeout(PATIENCE), self._one_more:
            await self._one_more.wait_for(lambda: self._placed >= orders)

    async def learn_endings(self, errands: Sequence[Errand]) -> None:
        """Reads how each has ended, from the customer's list of orders."""
        endings: dict[str, str] = {}
        page: dict[str, Any] = {"next": ""}
        while page["next"] is not None:
            asked = {"limit": "200", **({"cursor": page["next"]} if page["next"] else {})}
            page = (await self._persist("GET", "/orders", params=asked)).raise_for_status().json()
            endings |= {order["order_id"]: order["reason"] or order["status"] for order in page["items"]}
        for errand in errands:
            errand.ending = endings.pop(errand.order_id)
        assert not endings, f"{len(endings)} orders that nobody knows to have placed"

    async def _place(self, errand: Errand) -> None:
        key = {"Idempotency-Key": errand.key}
        answer = await self._persist("POST", "/orders", json=errand.wish.body, headers=key)
        assert answer.status_code == 202, answer.text
        errand.order_id = answer.json()["order_id"]
        async with self._one_more:
            self._placed += 1
            self._one_more.notify_all()

    async def _cancel(self, errand: Errand) -> None:
        answer = await self._persist("POST", f"/orders/{errand.order_id}/cancel")
        assert answer.status_code in (202, 409), answer.text
        errand.cancelled = answer.status_code == 202 or answer.json()["status_of_order"] == "CANCELLED"

    async def _persist(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The first answer that is one."""
        until = clock.elapsed() + PATIENCE
        while True:
            try:
                answer = await self._shop.ask(self._name, "order_service", method, path, **request)
            except httpx.TransportError:
                answer = httpx.Response(503, text="nobody answers")
            if answer.status_code != 503 or clock.elapsed() > until:
                return answer
            await asyncio.sleep(0.1)
