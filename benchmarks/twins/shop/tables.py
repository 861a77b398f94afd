"""What the five services keep, each in a database of its own, named as the service."""

from typing import Any, ClassVar

from sqlalchemy import BigInteger, MetaData, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

TYPES: dict[Any, Any] = {str: Text, int: BigInteger, dict[str, Any]: JSONB, list[dict[str, Any]]: JSONB}


class OrderTable(DeclarativeBase):
    """Tables of order_service."""

    metadata: ClassVar[MetaData] = MetaData()
    type_annotation_map: ClassVar = TYPES


class Product(OrderTable):
    """A price."""

    __tablename__ = "product"

    sku: Mapped[str] = mapped_column(primary_key=True)
    unit_price: Mapped[int]
    currency: Mapped[str]


class Order(OrderTable):
    """STUB: a fact came before `order.created`. Then PENDING, then COMPLETED or CANCELLED."""

    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("customer_id", "idempotency_key"),)

    order_id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str | None]
    idempotency_key: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="STUB")
    reason: Mapped[str | None]
    refusal: Mapped[str | None]
    paid: Mapped[int | None]
    """What was captured."""
    tracking_number: Mapped[str | None]
    currency: Mapped[str | None]
    subtotal: Mapped[int | None]
    items: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    coupon_code: Mapped[str | None]


class InventoryTable(DeclarativeBase):
    """Tables of inventory_service."""

    metadata: ClassVar[MetaData] = MetaData()
    type_annotation_map: ClassVar = TYPES


class Stock(InventoryTable):
    """Pieces of a SKU."""

    __tablename__ = "stock"

    sku: Mapped[str] = mapped_column(primary_key=True)
    free: Mapped[int]
    held: Mapped[int] = mapped_column(default=0)
    shipped: Mapped[int] = mapped_column(default=0)


class Reservation(InventoryTable):
    """HELD, REJECTED, RELEASED, SHIPPED; TOMBSTONE: cancelled before anything was held. `pieces` by SKU."""

    __tablename__ = "reservation"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    pieces: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class DiscountTable(DeclarativeBase):
    """Tables of discount_service."""

    metadata: ClassVar[MetaData] = MetaData()
    type_annotation_map: ClassVar = TYPES


class Coupon(DiscountTable):
    """`percent` off, at most `limit` times."""

    __tablename__ = "coupon"

    code: Mapped[str] = mapped_column(primary_key=True)
    percent: Mapped[int]
    limit: Mapped[int]
    redeemed: Mapped[int] = mapped_column(default=0)


class Redemption(DiscountTable):
    """REDEEMED, REJECTED, RELEASED; TOMBSTONE: cancelled before anything was redeemed."""

    __tablename__ = "redemption"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    coupon_code: Mapped[str | None]
    discount: Mapped[int] = mapped_column(default=0)


class PaymentTable(DeclarativeBase):
    """Tables of payment_service."""

    metadata: ClassVar[MetaData] = MetaData()
    type_annotation_map: ClassVar = TYPES


class Payment(PaymentTable):
    """WAITING for its three facts, REQUESTED, then CAPTURED or FAILED; REFUNDED."""

    __tablename__ = "payment"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default="WAITING")
    subtotal: Mapped[int | None]
    currency: Mapped[str | None]
    payment_method: Mapped[str | None]
    reserved: Mapped[bool] = mapped_column(default=False)
    discount: Mapped[int | None]
    intent: Mapped[str | None]
    captured: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)
    refund: Mapped[str | None]

    @property
    def amount(self) -> int:
        """What is to be paid. Only where all facts are in."""
        assert self.subtotal is not None
        assert self.discount is not None
        return self.subtotal - self.discount


class ShippingTable(DeclarativeBase):
    """Tables of shipping_service."""

    metadata: ClassVar[MetaData] = MetaData()
    type_annotation_map: ClassVar = TYPES


class Shipment(ShippingTable):
    """WAITING for its two facts, then BOOKED or FAILED."""

    __tablename__ = "shipment"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default="WAITING")
    address: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    paid: Mapped[bool] = mapped_column(default=False)
    tracking_number: Mapped[str | None]


DATABASES: dict[str, type[DeclarativeBase]] = {
    "order_service": OrderTable,
    "inventory_service": InventoryTable,
    "discount_service": DiscountTable,
    "payment_service": PaymentTable,
    "shipping_service": ShippingTable,
}
