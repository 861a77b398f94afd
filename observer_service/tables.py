"""What the observer has heard, and what it makes of it."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Index, Integer, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

IS_OPEN = text("status in ('PENDING', 'PAID')")
"""A condition in the words of the index on open orders, as are the next: with a parameter in its place, a prepared
statement would not know that it may use the index."""
MISSES = text("missing > 0")
IS_ODD = text("unexpected > 0")


class Table(DeclarativeBase):
    """Tables of observer_service."""

    type_annotation_map: ClassVar = {
        datetime: DateTime(timezone=True),
        str: Text,
        int: Integer,
        list[str]: ARRAY(Text),
    }


class HeardEvent(Table):
    """A record, as it stands in Kafka. The same event may stand there more than once."""

    __tablename__ = "heard_event"
    __table_args__ = (
        Index("heard_event_of_order", "order_id", "said_at"),
        # Rows come in the order of time: a few hundred bytes tell where a time is.
        Index("heard_event_said_at", "said_at", postgresql_using="brin", postgresql_with={"autosummarize": "on"}),
    )

    topic: Mapped[str] = mapped_column(primary_key=True)
    partition: Mapped[int] = mapped_column(primary_key=True)
    offset: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    event_id: Mapped[str]
    order_id: Mapped[str | None]
    said_by: Mapped[str | None]
    """None: typed by hand."""
    said_at: Mapped[datetime]
    """The record's time in Kafka, which is its producer's."""
    version: Mapped[int | None]
    trace_id: Mapped[str | None]
    headers: Mapped[str]
    """JSON: a list of [name, base64 of the value]."""
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


class HeardOrder(Table):
    """An order, as far as it was heard of."""

    __tablename__ = "heard_order"
    __table_args__ = (
        Index("heard_order_first_at", "first_at", "order_id"),
        Index("heard_order_status", "status", "first_at", "order_id"),
        Index("heard_order_reason", "reason", "first_at", "order_id"),
        Index("heard_order_customer", "customer_id", "first_at", "order_id"),
        Index("heard_order_changed_at", "changed_at"),
        Index("heard_order_last_at", "last_at"),
        Index("heard_order_due_at", "due_at", postgresql_where=text("due_at is not null")),
        Index("heard_order_open", "first_at", "order_id", postgresql_where=IS_OPEN),
        Index("heard_order_missing", "first_at", "order_id", postgresql_where=MISSES),
        Index("heard_order_unexpected", "first_at", "order_id", postgresql_where=IS_ODD),
    )

    order_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(server_default="UNKNOWN")
    reason: Mapped[str | None]
    customer_id: Mapped[str | None]
    total: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None]
    said: Mapped[list[list[Any]]] = mapped_column(JSONB, server_default="[]")
    """Each event once: [name, id, who said it, milliseconds since 1970]."""
    first_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_at: Mapped[datetime] = mapped_column(server_default=func.now())
    due_at: Mapped[datetime | None]
    """When it is to be looked at whether something is missing, or should not be."""
    missing: Mapped[int] = mapped_column(server_default="0")
    unexpected: Mapped[int] = mapped_column(server_default="0")
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class MissingEvent(Table):
    """What is owed to an order, and late. Gone when it came."""

    __tablename__ = "missing_event"
    __table_args__ = (
        Index("missing_event_since", "since", "order_id", "service", "one_of"),
        Index("missing_event_service", "service", "one_of"),
    )

    order_id: Mapped[str] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    one_of: Mapped[str] = mapped_column(primary_key=True)
    """Names, joined by " or "."""
    after: Mapped[list[str]]
    since: Mapped[datetime]
    named_at: Mapped[datetime] = mapped_column(server_default=func.now())


class UnexpectedEvent(Table):
    """What was said of an order and should not have been."""

    __tablename__ = "unexpected_event"
    __table_args__ = (Index("unexpected_event_at", "at", "order_id", "event_id", "kind"),)

    order_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    event: Mapped[str]
    service: Mapped[str | None]
    at: Mapped[datetime]
    sentence: Mapped[str]


class HeardDeadLetter(Table):
    """A copy on a topic of dead letters. Whether it was handled since, only its service knows."""

    __tablename__ = "heard_dead_letter"
    __table_args__ = (
        Index("heard_dead_letter_of_order", "order_id", "service"),
        Index("heard_dead_letter_parked_id", "parked_id"),
        Index("heard_dead_letter_at", "at"),
    )

    topic: Mapped[str] = mapped_column(primary_key=True)
    partition: Mapped[int] = mapped_column(primary_key=True)
    offset: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    service: Mapped[str]
    event: Mapped[str]
    event_id: Mapped[str]
    parked_id: Mapped[str | None]
    order_id: Mapped[str | None]
    error: Mapped[str]
    attempts: Mapped[int | None]
    at: Mapped[datetime]
