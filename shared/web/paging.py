"""Lists, page by page. A page begins where the one before it ended (keyset), so rows that come or go meanwhile neither
repeat nor hide others, and the last page costs no more than the first."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field, TypeAdapter
from pydantic_core import from_json, to_json
from sqlalchemy import Select, literal, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from shared.web.fields import Moment
from shared.web.problems import Problem

Entry = TypeVar("Entry")
Row = TypeVar("Row")

_ACCEPTED: dict[type, TypeAdapter[Any]] = {
    str: TypeAdapter(Annotated[str, Field(strict=True, pattern=r"^\P{Cc}*$")]),
    int: TypeAdapter(Annotated[int, Field(strict=True, ge=-(2**63), lt=2**63)]),
    datetime: TypeAdapter(Moment),
}


class Page(BaseModel, Generic[Entry]):
    """One page of a list."""

    items: list[Entry]
    next: str | None = Field(description="`cursor` of the next page; null on the last one.")


@dataclass(frozen=True, slots=True)
class Place:
    """Which page is asked for."""

    limit: int
    cursor: str | None


async def place(
    limit: Annotated[int, Query(ge=1, le=200, description="Entries on a page, at most.")] = 50,
    cursor: Annotated[str | None, Query(max_length=1000, description="`next` of the page before.")] = None,
) -> Place:
    """From the query parameters `limit` and `cursor`."""
    return Place(limit, cursor)


Paging = Annotated[Place, Depends(place)]


async def read_page(
    session: AsyncSession,
    query: Select[Row],
    keys: Sequence[InstrumentedAttribute[Any]],
    paging: Place,
    *,
    descending: bool = False,
) -> tuple[list[Row], str | None]:
    """The page's rows, ordered by `keys` (together unique, never null; str, int or datetime), and the next page's
    cursor. Raises Problem 422 for a cursor that this list never gave out."""
    if paging.cursor is not None:
        after = [literal(value, key.type) for key, value in zip(keys, _read(paging.cursor, keys), strict=True)]
        query = query.where(tuple_(*keys) < tuple_(*after) if descending else tuple_(*keys) > tuple_(*after))
    query = query.order_by(*(key.desc() if descending else key.asc() for key in keys)).limit(paging.limit + 1)
    rows = list(await session.scalars(query))
    there_are_more = len(rows) > paging.limit
    rows = rows[: paging.limit]
    return rows, _write([getattr(rows[-1], key.key) for key in keys]) if there_are_more else None


def _write(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(to_json(values)).decode()


def _read(cursor: str, keys: Sequence[InstrumentedAttribute[Any]]) -> list[Any]:
    try:
        values = from_json(base64.b64decode(cursor, altchars=b"-_", validate=True))
        accepted = [_ACCEPTED[key.type.python_type] for key in keys]
        return [by.validate_python(value) for by, value in zip(accepted, values, strict=True)]
    except (ValueError, TypeError) as error:
        problem = "It is no cursor of this list."
        remedy = "Send `next` of the page before, unchanged, or leave it out for the first page."
        errors = [{"field": "cursor", "problem": problem, "remedy": remedy}]
        raise Problem(422, "Invalid request", f"cursor: {problem} {remedy}", errors=errors) from error
