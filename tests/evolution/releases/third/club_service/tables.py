"""What the club keeps."""

from sqlalchemy import Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.messaging.rows import InsertOrLock


class Table(DeclarativeBase):
    """The club's tables."""


class Member(InsertOrLock, Table):
    """A member, and how many cards were issued to them: one, if all is well."""

    __tablename__ = "member"

    customer_id: Mapped[str] = mapped_column(Text, primary_key=True)
    given_name: Mapped[str | None] = mapped_column(Text)
    family_name: Mapped[str | None] = mapped_column(Text)
    cards: Mapped[int] = mapped_column(server_default="0")
