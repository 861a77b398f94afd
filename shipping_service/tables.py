"""What shipping keeps."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared import clock
from shared.messaging.rows import InsertOrLock


class Table(DeclarativeBase):
    """Tables of shipping_service."""

    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True), str: Text}


class Shipment(InsertOrLock, Table):
    """The shipment of an order: the two facts it waits for, and how far it is.

    Phases: WAITING, then one of BOOKED, FAILED, CALLED_OFF; BOOKED may become CALLED_OFF."""

    __tablename__ = "shipment"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    phase: Mapped[str] = mapped_column(server_default="WAITING")
    cancelled: Mapped[bool] = mapped_column(server_default="false")
    created: Mapped[bool] = mapped_column(server_default="false")
    paid: Mapped[bool] = mapped_column(server_default="false")
    customer_id: Mapped[str | None]
    address: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    carrier: Mapped[str | None]
    tracking_number: Mapped[str | None]
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=clock.now)
