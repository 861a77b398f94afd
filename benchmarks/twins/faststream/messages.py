"""The two tables that make it exactly once in effect; in every service's database."""

from sqlalchemy import LargeBinary, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class MessageTable(DeclarativeBase):
    """Tables that every service has."""

    type_annotation_map = {str: Text, bytes: LargeBinary}  # noqa: RUF012


class Inbox(MessageTable):
    """A message that was handled."""

    __tablename__ = "inbox"

    event_id: Mapped[str] = mapped_column(primary_key=True)


class Outbox(MessageTable):
    """A message that is to be published."""

    __tablename__ = "outbox"

    event_id: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str]
    key: Mapped[str]
    payload: Mapped[bytes]
    traceparent: Mapped[str]
