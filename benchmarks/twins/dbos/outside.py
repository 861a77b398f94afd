"""Calls to the outside, each a step: its answer is kept, and it is not made again after a crash that came later."""

import asyncio
from collections.abc import Coroutine
from threading import Thread
from typing import Any, TypeVar

from dbos import DBOS

from benchmarks.saga import outsiders

Answer = TypeVar("Answer")

_loop = asyncio.new_event_loop()
Thread(target=_loop.run_forever, daemon=True).start()


@DBOS.step()
def create_charge(order_id: str) -> str:
    """The payment intent's id."""
    return _ask(outsiders.create_charge(order_id))


@DBOS.step()
def confirm_charge(order_id: str, payment_method: str) -> bool:
    """Whether the money was captured."""
    return _ask(outsiders.confirm_charge(order_id, payment_method))


@DBOS.step()
def refund_charge(order_id: str) -> str:
    """The refund's id."""
    return _ask(outsiders.refund_charge(order_id))


@DBOS.step()
def book_parcel(order_id: str, postal_code: str) -> str | None:
    """The tracking number; None: nobody goes there."""
    return _ask(outsiders.book_parcel(order_id, postal_code))


def _ask(call: Coroutine[Any, Any, Answer]) -> Answer:
    return asyncio.run_coroutine_threadsafe(call, _loop).result()
