"""The payment provider and the carrier, in the process itself: what is measured is the flow, not a simulation of them.

Each call takes as long as the place says, and no CPU."""

import asyncio

from benchmarks.saga.place import here
from benchmarks.saga.workload import DECLINED, NOWHERE


async def create_charge(order_id: str) -> str:
    """The id of the payment intent; no money moves."""
    await _takes(0)
    return f"pi_{order_id}"


async def confirm_charge(order_id: str, payment_method: str) -> bool:
    """Whether the money was captured; False: the card was declined."""
    await _takes(1)
    return payment_method != DECLINED


async def refund_charge(order_id: str) -> str:
    """The id of the refund."""
    await _takes(1)
    return f"re_{order_id}"


async def book_parcel(order_id: str, postal_code: str) -> str | None:
    """The tracking number; None: the address cannot be served."""
    await _takes(2)
    return None if postal_code == NOWHERE else f"track-{order_id}"


async def _takes(which: int) -> None:
    if seconds := here().outside[which]:
        await asyncio.sleep(seconds)
