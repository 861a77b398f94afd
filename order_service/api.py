"""Order's HTTP interface."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response
from sqlalchemy import Text as SqlText
from sqlalchemy import any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from order_service.commands import cancel_order, place_order
from order_service.domain import ENDED, STUB, AlreadyEnded, AlreadyPlaced, CannotOrder, KeyReused
from order_service.placing import PlaceOrder
from order_service.stuck import is_stuck
from order_service.tables import Order
from order_service.views import OrderView, StuckOrder
from shared import clock, ids
from shared.web.auth import Caller, Principal, require_admin
from shared.web.fields import OrderId
from shared.web.hosted import Reading, Running
from shared.web.paging import Page, Paging, read_page
from shared.web.problems import Problem
from shared.web.waiting import Hub, hub_for

router = APIRouter(tags=["orders"])


async def ended_orders(db: AsyncSession, order_ids: list[str]) -> Iterable[str]:
    """Those of the orders that have ended."""
    among = Order.order_id == any_(cast(order_ids, ARRAY(SqlText)))
    return (await db.scalars(select(Order.order_id).where(among, Order.status.in_(ENDED)))).all()


Endings = Annotated[Hub, Depends(hub_for(ended_orders))]
IdempotencyKey = Annotated[
    str | None,
    Header(pattern=r"^[\x21-\x7e]{1,255}$", description="The same key with the same body places one order."),
]
Wait = Annotated[float, Query(ge=0, le=30, description="Seconds to wait for the order to end.")]


@router.post("/orders", status_code=202)
async def post_order(
    order: PlaceOrder, caller: Caller, service: Running, response: Response, idempotency_key: IdempotencyKey = None
) -> OrderView:
    """Accepts an order. It is PENDING when this answers; `Location` is where to see how it ends."""
    order_id, now = ids.new_id(), clock.now()
    try:
        created = await service.run(
            place_order,
            order_id=order_id,
            customer_id=caller.customer_id,
            items=order.lines,
            coupon_code=order.coupon_code,
            payment_method=order.payment_method,
            shipping_address=order.address,
            idempotency_key=idempotency_key,
            body_sha256=order.digest,
            accepted_at=now,
        )
    except AlreadyPlaced as twin:
        response.headers["Location"] = _place_of(twin.order_id)
        async with service.sessions() as db:
            return OrderView.of(await _own(twin.order_id, caller, db))
    except KeyReused:
        raise _refused(
            "Idempotency-Key",
            "it was used for another body",
            "send a new key with a new order, or the same body with this key",
        ) from None
    except CannotOrder as wrong:
        raise _refused(wrong.field, wrong.problem, wrong.remedy) from None
    response.headers["Location"] = _place_of(order_id)
    return OrderView.accepted(created, now)


@router.get("/orders/{order_id}")
async def read_order(
    order_id: OrderId, caller: Caller, service: Running, endings: Endings, wait: Wait = 0
) -> OrderView:
    """The order as it is; with `wait`, as soon as it has ended, or as it is then."""
    async with service.sessions() as db:
        order = await _own(order_id, caller, db)
    if wait and order.status not in ENDED:
        await endings.wait(order_id, wait)
        async with service.sessions() as db:
            order = await _own(order_id, caller, db)
    return OrderView.of(order)


@router.get("/orders")
async def list_orders(caller: Caller, db: Reading, paging: Paging) -> Page[OrderView]:
    """The caller's own orders, newest first."""
    own = select(Order).where(Order.customer_id == caller.customer_id, Order.status != STUB)
    rows, following = await read_page(db, own, [Order.created_at, Order.order_id], paging, descending=True)
    return Page(items=[OrderView.of(row) for row in rows], next=following)


@router.get("/stuck-orders", dependencies=[Depends(require_admin)])
async def list_stuck_orders(db: Reading, paging: Paging) -> Page[StuckOrder]:
    """Orders of all customers that have not ended a minute after their deadline, the longest overdue first. None,
    unless something keeps this service from its work."""
    stuck = select(Order).where(*is_stuck())
    rows, following = await read_page(db, stuck, [Order.deadline_at, Order.order_id], paging)
    return Page(items=[StuckOrder.of(row) for row in rows], next=following)


@router.post("/orders/{order_id}/cancel", status_code=202)
async def post_cancel(order_id: OrderId, caller: Caller, service: Running) -> OrderView:
    """Cancels the order unless it has ended; what was done for it is undone by those who did it."""
    async with service.sessions() as db:
        await _own(order_id, caller, db)
    try:
        await service.run(cancel_order, order_id=order_id)
    except AlreadyEnded as ended:
        raise Problem(
            409,
            "Order has ended",
            f"The order is {ended.status}; only an open order can be cancelled.",
            status_of_order=ended.status,
        ) from None
    async with service.sessions() as db:
        return OrderView.of(await _own(order_id, caller, db))


def _place_of(order_id: str) -> str:
    return f"/orders/{order_id}"


async def _own(order_id: str, caller: Principal, db: AsyncSession) -> Order:
    order = await db.get(Order, order_id)
    if order is None or order.status == STUB or not (caller.admin or order.customer_id == caller.customer_id):
        raise Problem(
            404, "Unknown order", f"There is no order {order_id} of yours; GET /orders lists those there are."
        )
    return order


def _refused(field: str, problem: str, remedy: str) -> Problem:
    errors = [{"field": field, "problem": problem, "remedy": remedy}]
    return Problem(422, "Invalid request", f"{field}: {problem}; {remedy}.", errors=errors)
