"""What is missing, and what should not be: all of it."""

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from observer_service.findings_seen import Missing, Unexpected
from observer_service.naming import letters_of
from observer_service.sight import SIGHT, Sight
from observer_service.tables import MissingEvent, UnexpectedEvent
from shared.web.auth import require_admin
from shared.web.hosted import Reading
from shared.web.paging import Page, Paging, Place, read_page

router = APIRouter(tags=["what is wrong"], dependencies=[Depends(require_admin)])

_OLDEST_FIRST = (MissingEvent.since, MissingEvent.order_id, MissingEvent.service, MissingEvent.one_of)
_NEWEST_FIRST = (UnexpectedEvent.at, UnexpectedEvent.order_id, UnexpectedEvent.event_id, UnexpectedEvent.kind)


async def list_missing(db: AsyncSession, sight: Sight, limit: int, cursor: str | None = None) -> Page[Missing]:
    """The oldest first."""
    rows, following = await read_page(db, select(MissingEvent), _OLDEST_FIRST, Place(limit, cursor))
    letters = await letters_of(db, [row.order_id for row in rows])
    return Page(items=[Missing.of(row, letters.get(row.order_id, ()), sight) for row in rows], next=following)


@router.get("/missing")
async def get_missing(db: Reading, paging: Paging) -> Page[Missing]:
    """What is owed to orders and late: by whom, since when, and why probably. The oldest first."""
    return await list_missing(db, SIGHT, paging.limit, paging.cursor)


@router.get("/unexpected")
async def get_unexpected(db: Reading, paging: Paging) -> Page[Unexpected]:
    """Events that nobody announced, second answers, answers to nothing. The latest first."""
    rows, following = await read_page(db, select(UnexpectedEvent), _NEWEST_FIRST, paging, descending=True)
    return Page(items=[Unexpected.of(row) for row in rows], next=following)
