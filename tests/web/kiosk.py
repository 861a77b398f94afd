"""A service as small as can be, with the fields, refusals and lists that the real ones have."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import DateTime, Text, any_, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared import clock, ids
from shared.messaging.commands import Command, command
from shared.messaging.subscriptions import Emitted, Subscriptions
from shared.messaging.unit import Unit
from shared.metrics.declared import Metric
from shared.service import Service
from shared.web import fields
from shared.web.auth import Admin, Caller
from shared.web.fields import Country, CouponCode, Currency, Moment, Money, OrderId, Quantity, RequestBody, Sku
from shared.web.hosted import Reading, Running
from shared.web.paging import Page, Paging, read_page
from shared.web.problems import Problem
from shared.web.waiting import Hub, hub_for

R = TypeVar("R", bound=Emitted)


class KioskTable(DeclarativeBase):
    """The kiosk's tables."""


class Order(KioskTable):
    """An order at the kiosk."""

    __tablename__ = "kiosk_order"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Line(RequestBody):
    """So many of a product."""

    sku: Sku
    quantity: Quantity


class Address(RequestBody):
    """Where to."""

    name: fields.Text
    country: Country


class NewOrder(RequestBody):
    """What a customer asks for."""

    items: Annotated[list[Line], Field(min_length=1, max_length=100)]
    address: Address
    coupon_code: CouponCode | None = None
    currency: Currency = "EUR"
    tip: Money = 0
    not_before: Moment | None = None


class OrderView(BaseModel):
    """An order, as its customer sees it."""

    model_config = ConfigDict(from_attributes=True)

    order_id: str
    status: str


async def ended_orders(db: AsyncSession, keys: list[str]) -> Iterable[str]:
    """Those that are over."""
    query = select(Order.order_id).where(
        Order.order_id == any_(bindparam("keys", keys, ARRAY(Text))), Order.status == "COMPLETED"
    )
    return await db.scalars(query)


Endings = Annotated[Hub, Depends(hub_for(ended_orders))]


@command
async def place_order(order_id: str, customer_id: str, db: Unit) -> None:
    """Writes the order down."""
    db.add(Order(order_id=order_id, customer_id=customer_id, status="PENDING", created_at=clock.now()))


router = APIRouter()


@router.post("/orders", status_code=202)
async def create_order(order: NewOrder, caller: Caller, service: Running) -> OrderView:
    """Takes an order."""
    order_id = ids.new_id()
    await service.run(place_order, order_id=order_id, customer_id=caller.customer_id)
    return OrderView(order_id=order_id, status="PENDING")


@router.get("/orders")
async def list_orders(caller: Caller, db: Reading, paging: Paging, newest_first: bool = False) -> Page[OrderView]:
    """The caller's orders."""
    query = select(Order).where(Order.customer_id == caller.customer_id)
    keys = (Order.created_at, Order.order_id)
    rows, following = await read_page(db, query, keys, paging, descending=newest_first)
    return Page(items=[OrderView.model_validate(row) for row in rows], next=following)


@router.get("/orders/{order_id}")
async def show_order(
    order_id: OrderId,
    caller: Caller,
    service: Running,
    endings: Endings,
    wait: Annotated[float, Query(ge=0, le=30)] = 0,
) -> OrderView:
    """The order, when it ends or as it is after `wait` seconds."""
    view = await _read_order(service.sessions, order_id, caller.customer_id)
    if wait and view.status != "COMPLETED":
        await endings.wait(order_id, wait)
        view = await _read_order(service.sessions, order_id, caller.customer_id)
    return view


async def _read_order(sessions: async_sessionmaker[AsyncSession], order_id: str, customer_id: str) -> OrderView:
    async with sessions() as db:
        order = await db.get(Order, order_id)
    if order is None or order.customer_id != customer_id:
        raise Problem(404, detail=f"There is no order {order_id}.")
    return OrderView.model_validate(order)


@router.get("/notes/{note}")
async def show_note(note: str, db: Reading, about: str = "") -> str | None:
    """A route whose author forgot to restrict its parameters."""
    return await db.scalar(select(Order.status).where(Order.order_id == note, Order.customer_id == about))


@router.post("/till")
async def open_till(caller: Admin) -> str:
    """For administrators."""
    return caller.customer_id


@router.get("/broken")
async def break_down() -> None:
    """A bug."""
    raise RuntimeError("the safe's combination is 1234")


class Kiosk:
    """The running service."""

    name = "kiosk"

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        missing: Sequence[str] = (),
        metrics: Sequence[Metric] = (),
    ) -> None:
        self.sessions, self._missing = sessions, missing
        self.service = Service(self.name, subscriptions=Subscriptions(), metrics=metrics)

    async def run(self, command: Command[..., R], /, **arguments: Any) -> R:
        """Runs it in one transaction."""
        async with self.sessions.begin() as session:
            return await command(db=Unit(session), **arguments)

    async def missing(self) -> list[str]:
        """What it was told is missing, and the database when it does not answer."""
        async with self.sessions() as db:
            try:
                await db.execute(text("select 1"))
            except Exception as error:
                return [f"database: {error}"]
        return list(self._missing)
