"""What the runtime measures in every service."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.messaging.tables import DEAD, PARKED, RETRYING, OutboxMessage, ParkedEvent
from shared.metrics.counting import COUNTED, count_rows
from shared.metrics.declared import Counter, Gauge, TableGauge, Values

_STATES = (RETRYING, DEAD, PARKED)


async def _count_outbox(db: AsyncSession) -> Values:
    return {(): await count_rows(db, OutboxMessage)}


async def _age_of_outbox(db: AsyncSession) -> Values:
    oldest = await db.scalar(select(func.min(OutboxMessage.created_at)))
    return {(): max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0}


async def _count_parked(db: AsyncSession) -> Values:
    return {(state,): await count_rows(db, ParkedEvent, ParkedEvent.state == state) for state in _STATES}


DEDUP_HITS = Counter(
    "choreo_dedup_hits_total",
    "Events that came again and were dropped; by what knew them: redis before a transaction, or the inbox in it.",
    {"layer": ("redis", "inbox")},
)
REDIS_FAILURES = Counter(
    "choreo_redis_failures_total", "Times that Redis did not answer. The inbox alone then knows what was handled."
)
CONSUMER_LAG = Gauge(
    "choreo_consumer_lag",
    "Records of a partition of this replica that its group has not acknowledged, as far as its consumer has heard.",
    {"topic": (), "partition": ()},
)
OPEN_BREAKERS = Gauge(
    "choreo_outside_breaker_open",
    "1 from when a party outside was away too often in a row until a call reaches it: calls fail at once meanwhile.",
    {"party": ()},
)
DATABASE_UP = Gauge(
    "choreo_database_up",
    "1 when the service's database answered this question; with 0, what is read there is not shown.",
)
OUTBOX_MESSAGES = TableGauge(
    "choreo_outbox_messages", f"Events that may not be on Kafka yet. {COUNTED}", read=_count_outbox
)
OUTBOX_AGE = TableGauge(
    "choreo_outbox_age_seconds", "Age of the oldest event that may not be on Kafka yet; 0: none.", read=_age_of_outbox
)
PARKED_EVENTS = TableGauge(
    "choreo_parked_events",
    "Records that could not be handled: RETRYING by itself, DEAD until replayed, PARKED until replayed by force. "
    f"{COUNTED}",
    {"state": _STATES},
    read=_count_parked,
)

RUNTIME_METRICS = (
    CONSUMER_LAG,
    DEDUP_HITS,
    REDIS_FAILURES,
    OPEN_BREAKERS,
    DATABASE_UP,
    OUTBOX_MESSAGES,
    OUTBOX_AGE,
    PARKED_EVENTS,
)
