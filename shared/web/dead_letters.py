"""What this service could not handle, for administrators: look at it, and have it tried again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import select

from shared import clock
from shared.messaging.tables import DEAD, PARKED, RETRYING, ParkedEvent
from shared.settings import Settings
from shared.web.auth import require_admin
from shared.web.dead_letter import DeadLetter, DeadLetterInFull, State
from shared.web.fields import Text
from shared.web.hosted import Configured, Reading, Running
from shared.web.paging import Page, Paging, read_page
from shared.web.problems import Problem

router = APIRouter(prefix="/dead-letters", tags=["dead letters"], dependencies=[Depends(require_admin)])


@router.get("")
async def list_dead_letters(
    db: Reading, paging: Paging, state: Annotated[list[State] | None, Query()] = None
) -> Page[DeadLetter]:
    """Dead and parked ones, the latest first; with `state`, those in one of the states."""
    query = select(ParkedEvent).where(ParkedEvent.state.in_(state or [DEAD, PARKED]))
    rows, following = await read_page(db, query, (ParkedEvent.parked_at, ParkedEvent.id), paging, descending=True)
    return Page(items=[DeadLetter.model_validate(row) for row in rows], next=following)


@router.get("/{id}")
async def show_dead_letter(id: Text, db: Reading) -> DeadLetterInFull:
    """Everything about one, with its original bytes."""
    return DeadLetterInFull.of(_known(await db.get(ParkedEvent, id), id))


@router.post("/{id}/replay", status_code=202)
async def replay_dead_letter(id: Text, service: Running, settings: Configured, force: bool = False) -> DeadLetter:
    """Has it tried again at once, with all its attempts. 409 when it is being tried already, or was replayed too
    often: then only with `force=true`."""
    async with service.sessions() as db:
        row = _known(await db.get(ParkedEvent, id, with_for_update=True), id)
        refusal = _replay(row, settings, force)
        letter = DeadLetter.model_validate(row)
        await db.commit()
    if refusal:
        raise Problem(409, "Not replayed", refusal, state=letter.state, replays=letter.replays)
    return letter


def _replay(row: ParkedEvent, settings: Settings, force: bool) -> str | None:
    """Makes the row due now; or says why not."""
    if row.state == RETRYING:
        return "It is being tried already. Look again when that has ended."
    if row.replays >= settings.replays and not force:
        row.state = PARKED
    if row.state == PARKED and not force:
        return f"It was replayed {row.replays} times in vain. Mend the cause, then replay it with force=true."
    row.state, row.due_at, row.attempts, row.replays = RETRYING, clock.now(), 0, row.replays + 1
    return None


def _known(row: ParkedEvent | None, id: str) -> ParkedEvent:
    if row is None:
        raise Problem(404, detail=f"There is no dead letter {id}: it was handled, or it is another service's.")
    return row
