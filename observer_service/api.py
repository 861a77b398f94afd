"""The observer's HTTP interface. Nothing here changes an order; a replay is the service's own (letters.py)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from observer_service import letters, live, missing, page_files
from observer_service.map import draw_map
from observer_service.map_seen import Map
from observer_service.orders_seen import OrderSeen, Timeline
from observer_service.reckoning import SLACK
from observer_service.sequence import draw_sequence
from observer_service.sight import SIGHT
from observer_service.tables import IS_ODD, IS_OPEN, MISSES, HeardOrder
from observer_service.timeline import timeline_of
from shared import clock
from shared.events.order import CancelReason
from shared.settings import settings
from shared.web.auth import Caller, Principal
from shared.web.fields import OrderId, Text
from shared.web.hosted import Reading
from shared.web.paging import Page, Paging, read_page
from shared.web.problems import Problem

router = APIRouter(tags=["orders"])

Asked = Literal["OPEN", "PENDING", "PAID", "COMPLETED", "CANCELLED", "UNKNOWN"]


@router.get("/map", tags=["map"])
async def get_map(db: Reading) -> Map:
    """Who is there, how far behind, and how often which event is said. Needs no token."""
    return await draw_map(db, SIGHT)


@router.get("/orders")
async def list_orders_seen(
    caller: Caller,
    db: Reading,
    paging: Paging,
    status: Annotated[Asked | None, Query(description="OPEN: PENDING or PAID.")] = None,
    reason: CancelReason | None = None,
    missing: Annotated[bool, Query(description="Only such as miss an event.")] = False,
    unexpected: Annotated[bool, Query(description="Only such of which something unexpected was said.")] = False,
    stuck: Annotated[bool, Query(description="Only such as are open a minute after their deadline.")] = False,
    customer: Annotated[Text | None, Query()] = None,
    order_id: Annotated[OrderId | None, Query(description="How the id begins.")] = None,
) -> Page[OrderSeen]:
    """Orders that match all that is asked for, the latest first: an administrator sees all, others their own."""
    query = select(HeardOrder)
    if not caller.admin:
        query = query.where(HeardOrder.customer_id == caller.customer_id)
    if customer is not None:
        query = query.where(HeardOrder.customer_id == customer)
    if status == "OPEN" or stuck:
        query = query.where(IS_OPEN)
    if status is not None and status != "OPEN":
        query = query.where(HeardOrder.status == status)
    if reason is not None:
        query = query.where(HeardOrder.reason == reason)
    if missing:
        query = query.where(MISSES)
    if unexpected:
        query = query.where(IS_ODD)
    if stuck:
        query = query.where(HeardOrder.first_at < clock.now() - settings().deadline - SLACK)
    if order_id is not None:
        query = query.where(HeardOrder.order_id.startswith(order_id, autoescape=True))
    rows, following = await read_page(db, query, [HeardOrder.first_at, HeardOrder.order_id], paging, descending=True)
    return Page(items=[OrderSeen.of(row) for row in rows], next=following)


@router.get("/orders/{order_id}/timeline")
async def get_timeline(order_id: OrderId, caller: Caller, db: Reading) -> Timeline:
    """Every event of the order, by whom, when, its trace; what is missing, and what should not be."""
    return await timeline_of(db, await _seen(order_id, caller, db), SIGHT)


@router.get("/orders/{order_id}/sequence", response_class=PlainTextResponse)
async def get_sequence(order_id: OrderId, caller: Caller, db: Reading) -> str:
    """The order as a sequence diagram, in Mermaid."""
    return draw_sequence(await timeline_of(db, await _seen(order_id, caller, db), SIGHT))


async def _seen(order_id: str, caller: Principal, db: AsyncSession) -> HeardOrder:
    """Whatever is read after it is as of the same moment: no event that the order does not count."""
    await db.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    order = await db.get(HeardOrder, order_id)
    if order is None or not (caller.admin or order.customer_id == caller.customer_id):
        raise Problem(
            404, "Unknown order", f"Nothing was heard of an order {order_id} of yours; GET /orders lists them."
        )
    return order


for others in (missing.router, letters.router, live.router, page_files.router):
    router.include_router(others)
