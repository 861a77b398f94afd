"""What order keeps."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared import clock
from shared.messaging.rows import InsertOrLock

IS_OPEN = text("status in ('PENDING', 'PAID')")
"""A condition in the words of the index on open orders: with parameters in their place, a prepared statement would not
know that it may use the index."""


class Table(DeclarativeBase):
    """Tables of order_service."""

    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True), str: Text, int: BigInteger}


class Order(InsertOrLock, Table):
    """An order. STUB: facts came before `order.created` did; nobody is shown it. Then PENDING, PAID, and one ending."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("orders_due", "deadline_at", postgresql_where=IS_OPEN),
        Index("orders_of_customer", "customer_id", "created_at", "order_id"),
    )

    order_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(server_default="STUB")
    reason: Mapped[str | None]
    paid: Mapped[bool] = mapped_column(server_default="false")
    shipped: Mapped[bool] = mapped_column(server_default="false")
    refusal: Mapped[str | None]
    """The first refusal heard, kept even before the order is."""
    customer_id: Mapped[str | None]
    currency: Mapped[str | None]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    subtotal: Mapped[int | None]
    discount: Mapped[int | None]
    total: Mapped[int | None]
    """What was paid."""
    coupon_code: Mapped[str | None]
    deadline_at: Mapped[datetime | None]
    traceparent: Mapped[str | None]
    """Of the span that accepted it; cancel and deadline go on in that trace."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=clock.now)


class Product(InsertOrLock, Table):
    """Order's own copy of what is listed, to price an order without asking anybody."""

    __tablename__ = "product"

    sku: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(server_default="0")
    name: Mapped[str | None]
    unit_price: Mapped[int | None]
    currency: Mapped[str | None]


class IdempotencyKey(InsertOrLock, Table):
    """What a customer's `Idempotency-Key` stands for. Locked while its order is being accepted: a twin waits."""

    __tablename__ = "idempotency_key"

    customer_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[str | None]
    body_sha256: Mapped[str | None]
    used_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
