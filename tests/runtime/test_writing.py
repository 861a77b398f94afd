"""What handlers make and change is written in bulk where it can be, and row by row where only the ORM knows how."""

from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from sqlalchemy import DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from shared.events.envelope import trace_of
from shared.messaging.step import Step
from shared.messaging.subscriptions import Emitted
from shared.messaging.transaction import commit
from shared.messaging.unit import Unit
from tests.runtime.conftest import Kitchen

NOON = datetime(2026, 5, 4, 12, 0, 0, 123456, UTC)


class Table(DeclarativeBase):
    """Tables of a library."""

    type_annotation_map: ClassVar = {str: Text, datetime: DateTime(timezone=True)}


class Book(Table):
    """A book, with a column of each kind."""

    __tablename__ = "book"

    isbn: Mapped[str] = mapped_column(primary_key=True)
    pages: Mapped[int] = mapped_column(default=100)
    tags: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    notes: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    cover: Mapped[bytes | None]
    lent: Mapped[bool] = mapped_column(server_default="false")
    lent_at: Mapped[datetime | None]
    changes: Mapped[int] = mapped_column(default=0, onupdate=7)


class Shelf(Table):
    """It knows its boxes."""

    __tablename__ = "shelf"

    name: Mapped[str] = mapped_column(primary_key=True)
    boxes: Mapped[list["Box"]] = relationship(back_populates="shelf", lazy="raise")


class Box(Table):
    """It stands on a shelf."""

    __tablename__ = "box"

    name: Mapped[str] = mapped_column(primary_key=True)
    shelf_name: Mapped[str] = mapped_column(ForeignKey("shelf.name"))
    shelf: Mapped[Shelf] = relationship(back_populates="boxes", lazy="raise")


@pytest.fixture
async def sessions(kitchen_of_today: Kitchen) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """On a database with the library's tables."""
    engine: AsyncEngine = kitchen_of_today.sessions.kw["bind"]
    async with engine.begin() as connection:
        await connection.run_sync(Table.metadata.create_all)
    yield kitchen_of_today.sessions
    async with engine.begin() as connection:
        await connection.run_sync(Table.metadata.drop_all)


async def carry_out(
    sessions: async_sessionmaker[AsyncSession], work: Callable[[Unit], Coroutine[Any, Any, Emitted]]
) -> None:
    """As the runtime carries out a command."""
    step = Step(begin=work, emits=frozenset(), lane="library", traceparent=trace_of("library"))
    await commit(sessions, "library", [step])
    assert step.refused is None


async def bring_in(sessions: async_sessionmaker[AsyncSession], *new: Table) -> None:
    async def add(db: Unit) -> None:
        for row in new:
            db.add(row)

    await carry_out(sessions, add)


async def seen(sessions: async_sessionmaker[AsyncSession], isbn: str) -> Book:
    async with sessions() as session:
        return await session.get_one(Book, isbn)


async def test_values_of_every_kind_come_out_as_they_went_in(sessions: async_sessionmaker[AsyncSession]) -> None:
    await bring_in(sessions, *(Book(isbn=isbn, tags=["old"]) for isbn in ("1", "2", "3")))

    async def change(db: Unit) -> None:
        books = await db.get_all(Book, ("1", "2", "3"))
        for number, (_, book) in enumerate(sorted(books.items())):
            book.tags, book.notes, book.cover = ["new", "list"], {"by": ["Ada", None], "n": number}, b"\x00\xff"
            book.lent, book.lent_at = True, NOON

    await carry_out(sessions, change)

    for number, isbn in enumerate(("1", "2", "3")):
        book = await seen(sessions, isbn)
        assert (book.tags, book.notes, book.cover) == (["new", "list"], {"by": ["Ada", None], "n": number}, b"\x00\xff")
        assert (book.lent, book.lent_at) == (True, NOON)


async def test_what_was_taken_away_is_null(sessions: async_sessionmaker[AsyncSession]) -> None:
    await bring_in(sessions, Book(isbn="1", notes={"a": 1}, cover=b"x", lent_at=NOON))

    async def change(db: Unit) -> None:
        book = await db.get(Book, "1")
        assert book is not None
        book.notes = book.cover = book.lent_at = None

    await carry_out(sessions, change)

    book = await seen(sessions, "1")
    assert (book.notes, book.cover, book.lent_at) == (None, None, None)


async def test_defaults_of_the_columns_count(sessions: async_sessionmaker[AsyncSession]) -> None:
    await bring_in(sessions, Book(isbn="1"), Book(isbn="2", pages=5))

    async def change(db: Unit) -> None:
        book = await db.get(Book, "2")
        assert book is not None
        book.lent = True

    await carry_out(sessions, change)

    first, second = await seen(sessions, "1"), await seen(sessions, "2")
    assert (first.pages, first.changes, first.tags) == (100, 0, [])
    assert (second.pages, second.changes) == (5, 7)


async def test_sql_as_a_value_is_for_the_database_to_work_out(sessions: async_sessionmaker[AsyncSession]) -> None:
    await bring_in(sessions, Book(isbn="1", pages=10))

    async def change(db: Unit) -> None:
        book = await db.get(Book, "1")
        assert book is not None
        book.pages = Book.pages + 1

    await carry_out(sessions, change)

    assert (await seen(sessions, "1")).pages == 11


async def test_rows_that_refer_to_each_other_are_written_in_the_order_that_they_need(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    await bring_in(sessions, Box(name="paper", shelf=Shelf(name="left")))

    async with sessions() as session:
        assert (await session.get_one(Box, "paper")).shelf_name == "left"
