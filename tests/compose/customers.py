"""Customers of the shop in containers."""

import asyncio
from collections.abc import Callable
from random import Random

from choreo.demo.shop import Shop
from choreo.demo.wishes import COMPLETED, make_wish
from choreo.processes.together import together

PATIENCE = 180.0
"""Seconds within which an order must end after all is up again."""
AT_A_TIME = 8

_chance = Random(4)


async def place_orders(shop: Shop, count: int, told: Callable[[str], None] = lambda order_id: None) -> list[str]:
    """The ids of so many orders that could all be completed, as soon as each is accepted; `told` of each at once."""
    turn = asyncio.Semaphore(AT_A_TIME)

    async def place() -> str:
        async with turn:
            order_id = str((await shop.place(make_wish(COMPLETED, _chance).body))["order_id"])
            told(order_id)
            return order_id

    return await together(*(place() for _ in range(count)))


async def endings(shop: Shop, order_ids: list[str]) -> set[str]:
    """How they ended: COMPLETED or reasons. Fails for those that did not."""
    orders = await together(*(shop.await_end(order_id, PATIENCE) for order_id in order_ids))
    open_ones = [order for order in orders if order["status"] not in ("COMPLETED", "CANCELLED")]
    assert not open_ones, f"{len(open_ones)} of {len(orders)} orders have not ended, such as {open_ones[0]}"
    return {str(order["reason"] or order["status"]) for order in orders}
