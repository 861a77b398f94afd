"""What handling a batch of events writes."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shared import clock, ids
from shared.database import sessions_of
from shared.messaging import inbox, outbox
from shared.messaging.store.orm import OrmStore

BATCH = 100
"""Events, and as many messages."""


async def batches_a_second(engine: AsyncEngine, until: "asyncio.Task[object]") -> float:
    """One batch after the other is written until the task is done. Raises what the task raised."""
    done, begun = 0, clock.elapsed()
    while not until.done():
        await _handle(engine)
        done += 1
    until.result()
    return done / (clock.elapsed() - begun)


async def publish(engine: AsyncEngine) -> None:
    """A batch of messages goes through the outbox."""
    async with sessions_of(engine).begin() as session:
        said = await _say(session)
    async with sessions_of(engine).begin() as session:
        await outbox.clear(OrmStore(session), said)


async def _handle(engine: AsyncEngine) -> None:
    async with sessions_of(engine).begin() as session:
        await inbox.enter(OrmStore(session), [ids.new_id() for _ in range(BATCH)])
        said = await _say(session)
    async with sessions_of(engine).begin() as session:
        await outbox.clear(OrmStore(session), said)


async def _say(session: AsyncSession) -> list[str]:
    told = dict.fromkeys(("aggregatetype", "type", "ce_source", "ce_time", "ce_subject", "ce_dataschema"), "x" * 30)
    told |= {"aggregateid": "an-order", "ce_specversion": "1.0", "content_type": "application/json"}
    told |= {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "tracestate": "", "baggage": ""}
    rows = [{"id": ids.new_id(), **told, "payload": b"{}" * 100} for _ in range(BATCH)]
    await outbox.write(OrmStore(session), rows)
    return [str(row["id"]) for row in rows]
