"""Calls to the outside, each a step: its answer is kept, and it is not made again after a crash that came later."""

from dbos import DBOS

from benchmarks.saga import outsiders


@DBOS.step()
async def create_charge(order_id: str) -> str:
    """The payment intent's id."""
    return await outsiders.create_charge(order_id)


@DBOS.step()
async def confirm_charge(order_id: str, payment_method: str) -> bool:
    """Whether the money was captured."""
    return await outsiders.confirm_charge(order_id, payment_method)


@DBOS.step()
async def refund_charge(order_id: str) -> str:
    """The refund's id."""
    return await outsiders.refund_charge(order_id)


@DBOS.step()
async def book_parcel(order_id: str, postal_code: str) -> str | None:
    """The tracking number; None: nobody goes there."""
    return await outsiders.book_parcel(order_id, postal_code)
