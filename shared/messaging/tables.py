"""The runtime's own tables, in every service's database."""

from datetime import datetime
from typing import ClassVar, cast

from sqlalchemy import (
    BigInteger,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

RETRYING, DEAD, PARKED = "RETRYING", "DEAD", "PARKED"


def table_of(entity: "type[RuntimeTable]") -> Table:
    """Its table, for statements in bulk that the ORM need not know of."""
    return cast(Table, entity.__table__)


class RuntimeTable(DeclarativeBase):
    """Tables of the runtime; they have a migration chain of their own (shared/messaging/migrations)."""

    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True), str: Text}


class InboxEntry(RuntimeTable):
    """The truth of "done": a row exists exactly when the event's effect was committed."""

    __tablename__ = "inbox"
    __table_args__ = (Index("inbox_handled_at", "handled_at"),)

    event_id: Mapped[str] = mapped_column(primary_key=True)
    handled_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OutboxMessage(RuntimeTable):
    """An emitted event that may not be on Kafka yet. The columns are what Debezium's Outbox Event Router wants:
    `aggregatetype` is the topic, `aggregateid` the partition key, and each header is a text column."""

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_created_at", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    aggregatetype: Mapped[str]
    aggregateid: Mapped[str]
    type: Mapped[str]
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)
    ce_specversion: Mapped[str] = mapped_column(server_default="1.0")
    ce_source: Mapped[str]
    ce_time: Mapped[str]
    ce_subject: Mapped[str]
    ce_dataschema: Mapped[str]
    content_type: Mapped[str] = mapped_column(server_default="application/json")
    traceparent: Mapped[str | None]
    tracestate: Mapped[str | None]
    baggage: Mapped[str | None]
    dead_letter: Mapped[str | None]
    """Only in a copy for `<service>.dlq`: its key and headers as JSON, for they may be any bytes (dead_letters.py)."""
    said_by: Mapped[str | None]
    """JSON: the span that said it and the process it was in, should that die before it exported them (spans.py)."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ParkedEvent(RuntimeTable):
    """A record that could not be handled, kept as it came. RETRYING: tried again when due. DEAD: until somebody
    replays it. PARKED: replayed too often, only by force."""

    __tablename__ = "parked_event"
    __table_args__ = (
        UniqueConstraint("topic", "partition", "offset", "timestamp", name="parked_event_origin"),
        Index("parked_event_due", "due_at", postgresql_where=text("state = 'RETRYING'")),
        Index("parked_event_state", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str]
    topic: Mapped[str]
    partition: Mapped[int] = mapped_column(Integer)
    offset: Mapped[int] = mapped_column(BigInteger)
    timestamp: Mapped[int] = mapped_column(BigInteger)
    """The record's own, in milliseconds since 1970."""
    key: Mapped[bytes | None] = mapped_column(LargeBinary)
    value: Mapped[bytes | None] = mapped_column(LargeBinary)
    headers: Mapped[str]
    """JSON: a list of [name, base64 of the value]."""
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    """Failures so far."""
    waits: Mapped[int] = mapped_column(Integer, server_default="0")
    """Tries that found a part away; they are never counted as failures."""
    replays: Mapped[int] = mapped_column(Integer, server_default="0")
    due_at: Mapped[datetime]
    error: Mapped[str]
    """Of the latest try: `ExceptionType: message`."""
    traceparent: Mapped[str | None]
    """Of the first try's span; where that was not recorded, of the record."""
    parked_at: Mapped[datetime] = mapped_column(server_default=func.now())
