"""The outbox, published."""

import asyncio
from collections.abc import Sequence

from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker
from sqlalchemy import ARRAY, Text, any_, bindparam, delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from benchmarks.twins.faststream.messages import Outbox

_PUBLISHED = delete(Outbox).where(Outbox.event_id == any_(bindparam("ids", type_=ARRAY(Text))))


class Relay:
    """Woken by each commit. Publishes all that waits at once, then deletes it: at least once."""

    def __init__(self, broker: KafkaBroker, engine: AsyncEngine, source: str) -> None:
        self._broker, self._source = broker, source
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._waiting: list[Outbox] = []
        self._woken = asyncio.Event()

    def take(self, rows: Sequence[Outbox]) -> None:
        """Rows that were committed."""
        if rows:
            self._waiting.extend(rows)
            self._woken.set()

    async def run(self) -> None:
        """Until cancelled; begins with what a predecessor left."""
        async with AsyncSession(self._engine) as db:
            self.take(list(await db.scalars(select(Outbox).order_by(Outbox.event_id))))
        while True:
            await self._woken.wait()
            self._woken.clear()
            rows, self._waiting = self._waiting, []
            try:
                await self._publish(rows)
            except (KafkaError, SQLAlchemyError, OSError):
                self.take(rows)
                await asyncio.sleep(1)

    async def _publish(self, rows: Sequence[Outbox]) -> None:
        sent = [
            await self._broker.publish(
                row.payload,
                topic=row.topic,
                key=row.key.encode(),
                headers=self._headers(row),
                correlation_id=row.event_id,
                no_confirm=True,
            )
            for row in rows
        ]
        await asyncio.gather(*sent)
        async with self._engine.connect() as connection:
            await connection.execute(_PUBLISHED, {"ids": [row.event_id for row in rows]})

    def _headers(self, row: Outbox) -> dict[str, str]:
        return {
            "content-type": "application/json",
            "ce_specversion": "1.0",
            "ce_id": row.event_id,
            "ce_type": row.topic,
            "ce_source": self._source,
            "traceparent": row.traceparent,
        }
