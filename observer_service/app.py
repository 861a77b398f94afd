"""Wires observer_service together."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from observer_service import api, naming, tables
from observer_service.cards import read_cards
from observer_service.forgetting import forget_letters, forget_orders, forget_others
from observer_service.horizon import watch_places
from observer_service.listening import GROUP, listen
from observer_service.metrics import METRICS
from observer_service.probing import ask_how_they_do
from observer_service.recording import Recording
from observer_service.sight import SIGHT
from shared.messaging.every import every
from shared.messaging.subscriptions import Subscriptions
from shared.service import Service


async def observe(sessions: async_sessionmaker[AsyncSession]) -> None:
    """Hears, records and names, for ever."""
    names = naming.Naming(sessions, SIGHT)
    async with asyncio.TaskGroup() as work:
        work.create_task(read_cards(SIGHT.cards, names.cards_changed))
        work.create_task(watch_places(SIGHT))
        work.create_task(ask_how_they_do(SIGHT))
        work.create_task(every(naming.PERIOD, names.name))
        await SIGHT.cards.complete.wait()
        work.create_task(listen(Recording(sessions, SIGHT.cards).record))


def lacks() -> Sequence[str]:
    """What keeps it from hearing."""
    return () if SIGHT.cards.complete.is_set() else ("kafka: the cards of the services have not been read yet",)


service = Service(
    GROUP,
    port=8000,
    subscriptions=Subscriptions(),
    tables=tables.Table.metadata,
    router=api.router,
    metrics=METRICS,
    forgets=(forget_orders, forget_letters, forget_others),
    beside=(observe,),
    lacks=lacks,
    own_dead_letters=False,
)
