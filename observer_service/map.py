"""The choreography as it is now: who is there, how far behind, and what is being said."""

from datetime import timedelta

from sqlalchemy import distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from observer_service.listening import GROUP
from observer_service.map_seen import Flow, Map, ServiceSeen, Totals
from observer_service.reckoning import SLACK
from observer_service.sight import Sight
from observer_service.tables import IS_ODD, IS_OPEN, MISSES, HeardDeadLetter, HeardEvent, HeardOrder, MissingEvent
from shared import clock
from shared.metrics.counting import count_rows
from shared.settings import settings
from shared.telemetry.exporting import traces_are_exported

RATE_OVER = 10
"""Seconds."""


async def draw_map(db: AsyncSession, sight: Sight) -> Map:
    """Reads a few rows only, however many orders there are."""
    cards = sight.cards
    rates = await _rates(db)
    owed = dict(
        (await db.execute(select(MissingEvent.service, func.count()).group_by(MissingEvent.service))).tuples().all()
    )
    dead = dict((await db.execute(_DEAD)).tuples().all())
    names = sorted({*rates, *(name for says in cards.says.values() for name in says), *_heard(sight)})
    return Map(
        at=clock.now(),
        services=[_service(name, owed.get(name, 0), dead.get(name, 0), sight) for name in cards.says],
        events=[
            Flow(
                name=name,
                said_by=cards.speakers_of(name),
                heard_by=cards.hearers_of(name),
                rate=rates.get(name, 0) / RATE_OVER,
            )
            for name in names
        ],
        orders=await _totals(db),
        behind=sight.behind.get(GROUP),
        jaeger=settings().jaeger if traces_are_exported() else None,
        order_service=next(iter(cards.addresses.get("order_service", ())), None),
    )


_DEAD = (
    select(HeardDeadLetter.service, func.count(distinct(HeardDeadLetter.event_id)))
    .join(
        MissingEvent,
        (MissingEvent.order_id == HeardDeadLetter.order_id) & (MissingEvent.service == HeardDeadLetter.service),
    )
    .group_by(HeardDeadLetter.service)
)


async def _rates(db: AsyncSession) -> dict[str, int]:
    since = clock.now() - timedelta(seconds=RATE_OVER)
    rows = select(HeardEvent.topic, func.count()).where(HeardEvent.said_at > since).group_by(HeardEvent.topic)
    return dict((await db.execute(rows)).tuples().all())


async def _totals(db: AsyncSession) -> Totals:
    late = HeardOrder.first_at < clock.now() - settings().deadline - SLACK
    return Totals(
        open=await count_rows(db, HeardOrder, IS_OPEN),
        completed=await count_rows(db, HeardOrder, HeardOrder.status == "COMPLETED"),
        cancelled=await count_rows(db, HeardOrder, HeardOrder.status == "CANCELLED"),
        missing=await count_rows(db, HeardOrder, MISSES),
        unexpected=await count_rows(db, HeardOrder, IS_ODD),
        stuck=await count_rows(db, HeardOrder, IS_OPEN, late),
    )


def _heard(sight: Sight) -> set[str]:
    return {name for hears in sight.cards.hears.values() for name in hears}


def _service(name: str, owes: int, dead: int, sight: Sight) -> ServiceSeen:
    well = sight.well(name)
    return ServiceSeen(
        name=name,
        state=well.state,
        detail=well.detail,
        behind=sight.behind.get(name),
        address=well.address or next(iter(sight.cards.addresses.get(name, ())), None),
        hears=sorted(sight.cards.hears[name]),
        says=sorted(sight.cards.says[name]),
        owes=owes,
        dead_letters=dead,
    )
