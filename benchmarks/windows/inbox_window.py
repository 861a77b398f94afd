"""The inbox: its window is full; events come, and as many are too old and are cleaned, round after round."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.windows.batches import batches_a_second
from benchmarks.windows.filling import fill, take_out
from benchmarks.windows.plan import plan_of_a_chunk
from benchmarks.windows.postgres import size_of, vacuum
from benchmarks.windows.result import Inbox
from shared import clock
from shared.database import sessions_of
from shared.messaging.cleaning import Cleaning
from shared.settings import settings

ROUNDS = 4
_NOW = datetime(2026, 1, 31, tzinfo=UTC)
_ALONE = 5
"""Seconds for which batches are handled without the cleaning."""


async def measure_inbox(engine: AsyncEngine, rows: int) -> Inbox:
    """In the first round batches are handled beside the cleaning, in the second two replicas clean at once."""
    window = timedelta(seconds=settings().inbox_window)
    share = window / ROUNDS
    await fill(engine, rows, _NOW - window, window)
    await vacuum(engine, "inbox")
    sizes = [await size_of(engine, "inbox")]
    with clock.ruled(_NOW + share):
        plan = await plan_of_a_chunk(engine, window)
    chunks: list[float] = []
    alone = beside = 0.0
    twins = (0, 0)
    for number in range(1, ROUNDS + 1):
        now = _NOW + share * number
        await fill(engine, rows // ROUNDS, now - share, share)
        with clock.ruled(now):
            if number == 1:
                alone = await batches_a_second(engine, asyncio.create_task(asyncio.sleep(_ALONE)))
                beside = await batches_a_second(engine, asyncio.create_task(_clean(engine, chunks)))
                await take_out(engine, after=now + window)
            elif number == 2:
                twins = await asyncio.gather(_clean(engine, chunks), _clean(engine, chunks))
            else:
                await _clean(engine, chunks)
        await vacuum(engine, "inbox")
        sizes.append(await size_of(engine, "inbox"))
    return Inbox(sizes, chunks, twins, plan, alone, beside)


async def _clean(engine: AsyncEngine, chunks: list[float]) -> int:
    """As a replica does when its turn comes; how many chunks it cleaned. It stops when another replica is at it."""
    cleaning, cleaned = Cleaning(sessions_of(engine)), 0
    while True:
        begun = clock.elapsed()
        if (pause := await cleaning.clean()) is None:
            return cleaned
        chunks.append(clock.elapsed() - begun)
        cleaned += 1
        await asyncio.sleep(pause)
