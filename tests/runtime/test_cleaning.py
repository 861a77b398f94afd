"""What is too old to matter is forgotten, and nothing else."""

from datetime import timedelta

from sqlalchemy import insert, select

from shared import clock
from shared.messaging.cleaning import Cleaning
from shared.messaging.tables import InboxEntry
from shared.settings import settings
from tests.runtime.conftest import Kitchen


async def test_the_inbox_forgets_what_is_older_than_its_window(kitchen_of_today: Kitchen) -> None:
    window = timedelta(seconds=settings().inbox_window)
    ages = {"old": window + timedelta(minutes=1), "young": window - timedelta(minutes=1)}
    async with kitchen_of_today.sessions.begin() as db:
        rows = [{"event_id": name, "handled_at": clock.now() - age} for name, age in ages.items()]
        await db.execute(insert(InboxEntry), rows)

    await Cleaning(kitchen_of_today.sessions).clean()

    async with kitchen_of_today.sessions() as db:
        assert (await db.scalars(select(InboxEntry.event_id))).all() == ["young"]


async def test_only_one_replica_cleans_at_a_time(kitchen_of_today: Kitchen) -> None:
    asked: list[int] = []

    async def forget_nothing(db: object, at_most: int) -> int:
        asked.append(at_most)
        if len(asked) == 1:
            await Cleaning(kitchen_of_today.sessions, [forget_nothing]).clean()
        return 0

    await Cleaning(kitchen_of_today.sessions, [forget_nothing]).clean()
    assert len(asked) == 1
