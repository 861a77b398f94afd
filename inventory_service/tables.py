"""What inventory keeps."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared import clock
from shared.messaging.rows import InsertOrLock


class Table(DeclarativeBase):
    """Tables of inventory_service."""

    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True), str: Text, int: BigInteger}


class Stock(Table):
    """A product and its pieces: free + held + shipped is what was ever restocked."""

    __tablename__ = "stock"
    __table_args__ = (CheckConstraint("free >= 0 and held >= 0 and shipped >= 0", name="no_number_below_zero"),)

    sku: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    unit_price: Mapped[int]
    currency: Mapped[str]
    version: Mapped[int]
    free: Mapped[int] = mapped_column(server_default="0", default=0)
    held: Mapped[int] = mapped_column(server_default="0", default=0)
    shipped: Mapped[int] = mapped_column(server_default="0", default=0)


class Restock(Table):
    """Pieces that came in."""

    __tablename__ = "restock"

    id: Mapped[str] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(index=True)
    quantity: Mapped[int]
    restocked_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Reservation(InsertOrLock, Table):
    """What is held for an order. NONE until something is heard of it; TOMBSTONE: released before it was held."""

    __tablename__ = "reservation"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(server_default="NONE")
    items: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    """Pieces by SKU."""
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=clock.now)
