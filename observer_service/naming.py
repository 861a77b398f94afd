"""Names what is missing and what should not be, as soon as it is late."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import any_, cast, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.types import Text

from observer_service.metrics import UNEXPECTED_EVENTS
from observer_service.reasons import reason_of
from observer_service.reckoning import Named, reckon
from observer_service.sight import Sight
from observer_service.tables import IS_ODD, IS_OPEN, MISSES, HeardDeadLetter, HeardOrder, MissingEvent
from shared import clock
from shared.metrics.recording import count
from shared.telemetry.order import speaking_of

PERIOD = 0.5
_AT_ONCE = 500
_LATELY = timedelta(hours=1)
_DUE = text("due_at is not null")

log = logging.getLogger(__name__)


class Naming:
    """Each replica looks, and each finding is named by one."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], sight: Sight) -> None:
        self._sessions, self._sight = sessions, sight
        self._changes = self._followed = 0

    def cards_changed(self) -> None:
        """Orders are to be looked at again: somebody owes something else now."""
        self._changes += 1

    async def name(self) -> float | None:
        """Names all that is late at the horizon; 0 when there is more."""
        horizon = self._sight.horizon
        if horizon is None or not self._sight.cards.complete.is_set():
            return None
        if (changes := self._changes) > self._followed:
            await self._look_again(horizon)
            self._followed = changes
        async with self._sessions.begin() as db:
            due = (
                select(HeardOrder)
                .where(_DUE, HeardOrder.due_at <= horizon)
                .order_by(HeardOrder.due_at)
                .limit(_AT_ONCE)
                .with_for_update(skip_locked=True)
            )
            orders = list(await db.scalars(due))
            named = await reckon(db, orders, self._sight.cards, horizon) if orders else Named()
            for order in orders:
                order.changed_at = clock.now()
            await db.flush()
            letters = await letters_of(db, [order_id for order_id, _ in named.missing])
            self._sight.owing = set(await db.scalars(select(MissingEvent.service).distinct()))
        self._tell(named, letters)
        return 0 if len(orders) == _AT_ONCE else None

    def _tell(self, named: Named, letters: Mapping[str, Sequence[HeardDeadLetter]]) -> None:
        for order_id, owed in named.missing:
            own = [one for one in letters.get(order_id, ()) if one.service == owed.service]
            reason = reason_of(owed.service, owed.after, own, self._sight)
            with speaking_of(order_id):
                log.warning("missing: %s, owed by %s, which %s", " or ".join(owed.one_of), owed.service, reason.what)
        for order_id, odd in named.unexpected:
            count(UNEXPECTED_EVENTS, kind=odd.kind)
            with speaking_of(order_id):
                log.warning("unexpected: %s", odd.sentence)

    async def _look_again(self, horizon: datetime) -> None:
        """At orders that are open, of which something was named, or something said a moment ago. In the order in which
        others lock them."""
        lately = HeardOrder.last_at > clock.now() - _LATELY
        async with self._sessions.begin() as db:
            some = select(HeardOrder.order_id).where(or_(IS_OPEN, MISSES, IS_ODD, lately))
            ids = list(await db.scalars(some.order_by(HeardOrder.order_id).with_for_update()))
            again = update(HeardOrder).where(HeardOrder.order_id == any_(cast(ids, ARRAY(Text))))
            await db.execute(again.values(due_at=func.least(HeardOrder.due_at, horizon)))


async def letters_of(db: AsyncSession, order_ids: Iterable[str]) -> Mapping[str, Sequence[HeardDeadLetter]]:
    """The dead letters of these orders, by order, the latest last."""
    found: dict[str, list[HeardDeadLetter]] = {}
    if ids := sorted(set(order_ids)):
        rows = select(HeardDeadLetter).where(HeardDeadLetter.order_id.in_(ids)).order_by(HeardDeadLetter.at)
        for letter in await db.scalars(rows):
            found.setdefault(letter.order_id or "", []).append(letter)
    return found
