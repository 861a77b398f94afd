"""The outbox: each message is gone when it is published, and autovacuum comes by itself."""

from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.windows.batches import BATCH, publish
from benchmarks.windows.postgres import autovacuums_of, size_of, until_autovacuum


async def measure_outbox(engine: AsyncEngine, messages: int) -> list[int]:
    """Sizes after so many messages and after autovacuum, twice."""
    sizes: list[int] = []
    for _ in range(2):
        before = await autovacuums_of(engine, "outbox")
        for _ in range(messages // BATCH):
            await publish(engine)
        sizes.append(await size_of(engine, "outbox"))
        await until_autovacuum(engine, "outbox", before)
        sizes.append(await size_of(engine, "outbox"))
    return sizes
