"""`/metrics`: what the process measured, and what stands in the service's database at this moment."""

from datetime import datetime
from functools import cache

from fastapi import APIRouter, Response
from opentelemetry import metrics
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.messaging.tables import DEAD, PARKED, RETRYING, OutboxMessage, ParkedEvent
from shared.messaging.trouble import is_transient
from shared.web.hosted import Running

router = APIRouter(include_in_schema=False)


@cache
def collect_metrics() -> CollectorRegistry:
    """From the first call on, what `opentelemetry.metrics.get_meter` records is kept for `/metrics`. Once per process:
    OpenTelemetry knows one provider, so several apps of one process show the same measurements."""
    registry = CollectorRegistry()
    metrics.set_meter_provider(MeterProvider([PrometheusMetricReader(registry=registry, scope_info_enabled=False)]))
    return registry


@router.get("/metrics")
async def show_metrics(service: Running) -> Response:
    """In Prometheus' text format. While the database is away, without what would have to be read there."""
    text = generate_latest(collect_metrics())
    try:
        async with service.sessions() as db:
            text += generate_latest(await _read_tables(db))
    except Exception as error:
        if not is_transient(error):
            raise
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _read_tables(db: AsyncSession) -> CollectorRegistry:
    registry = CollectorRegistry()
    waiting, oldest = await _outbox(db)
    messages = Gauge("choreo_outbox_messages", "Events that may not be on Kafka yet.", registry=registry)
    messages.set(waiting)
    age = Gauge("choreo_outbox_age_seconds", "Age of the oldest of them; 0: there is none.", registry=registry)
    age.set(max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0)
    parked = Gauge("choreo_parked_events", "Records that could not be handled yet.", ["state"], registry=registry)
    counted = await _parked(db)
    for state in (RETRYING, DEAD, PARKED):
        parked.labels(state).set(counted.get(state, 0))
    return registry


async def _outbox(db: AsyncSession) -> tuple[int, datetime | None]:
    row = (await db.execute(select(func.count(), func.min(OutboxMessage.created_at)))).one()
    return row[0], row[1]


async def _parked(db: AsyncSession) -> dict[str, int]:
    rows = await db.execute(select(ParkedEvent.state, func.count()).group_by(ParkedEvent.state))
    return dict(rows.all())
