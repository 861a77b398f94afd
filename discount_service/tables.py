"""What discount keeps."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Text, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared import clock
from shared.messaging.rows import InsertOrLock


class Table(DeclarativeBase):
    """Tables of discount_service."""

    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True), str: Text, int: BigInteger}


class Coupon(Table):
    """So many percent off, or an amount in one currency; redeemed at most `limit` times."""

    __tablename__ = "coupon"
    __table_args__ = (CheckConstraint("redeemed >= 0", name="no_number_below_zero"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    percent: Mapped[int | None]
    amount: Mapped[int | None]
    currency: Mapped[str | None]
    limit: Mapped[int | None]
    expires_at: Mapped[datetime | None]
    minimum: Mapped[int] = mapped_column(server_default="0", default=0)
    """The least subtotal it is good for, in minor units."""
    redeemed: Mapped[int] = mapped_column(server_default="0", default=0)


class Redemption(InsertOrLock, Table):
    """What discount did for an order. NONE until something is heard of it; TOMBSTONE: released before it was redeemed.
    An order without a coupon has one too, of nothing."""

    __tablename__ = "redemption"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(server_default="NONE")
    coupon_code: Mapped[str | None] = mapped_column(index=True)
    discount: Mapped[int] = mapped_column(server_default="0")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=clock.now)
