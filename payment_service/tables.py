"""What payment keeps."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, DateTime, Text, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared import clock
from shared.messaging.rows import InsertOrLock


class Table(DeclarativeBase):
    """Tables of payment_service."""

    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True), str: Text, int: BigInteger}


class Payment(InsertOrLock, Table):
    """The payment of an order: the three facts it waits for, how far it is, and its refund.

    Phases: WAITING, REQUESTED, then one of CAPTURED, FAILED; CAPTURED may become REFUNDED."""

    __tablename__ = "payment"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    phase: Mapped[str] = mapped_column(server_default="WAITING")
    cancelled: Mapped[bool] = mapped_column(server_default="false")
    created: Mapped[bool] = mapped_column(server_default="false")
    reserved: Mapped[bool] = mapped_column(server_default="false")
    applied: Mapped[bool] = mapped_column(server_default="false")
    customer_id: Mapped[str | None]
    subtotal: Mapped[int | None]
    discount: Mapped[int | None]
    currency: Mapped[str | None]
    payment_method: Mapped[str | None]
    intent: Mapped[str | None]
    """The provider's id of the charge, kept because the provider may forget a key after 24 hours."""
    requested_at: Mapped[datetime | None]
    reference: Mapped[str | None]
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    refund_reference: Mapped[str | None]
    refunded_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=clock.now)
