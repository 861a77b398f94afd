"""A fact, kept in the row of its order whether or not the row was there."""

from typing import Any, TypeVar

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

Row = TypeVar("Row", bound=DeclarativeBase)


async def keep(db: AsyncSession, row: type[Row], order_id: str, **facts: Any) -> Row:
    """The row as it is then, locked. One statement: the upsert is the lock."""
    statement = (
        insert(row)
        .values(order_id=order_id, **facts)
        .on_conflict_do_update(index_elements=["order_id"], set_=facts)
        .returning(row)
    )
    return (await db.scalars(statement, execution_options={"populate_existing": True})).one()


async def begin(db: AsyncSession, row: type[Row], order_id: str, **values: Any) -> Row | None:
    """The new row; None: there was one."""
    statement = insert(row).values(order_id=order_id, **values).on_conflict_do_nothing().returning(row)
    return (await db.scalars(statement)).one_or_none()
