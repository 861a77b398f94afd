"""`/metrics`: what the process measured, and what stands in the service's database at this moment."""

import asyncio
from collections.abc import Sequence
from itertools import product

import prometheus_client
from fastapi import APIRouter, Response
from opentelemetry import metrics
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from shared.messaging.metrics import DATABASE_UP, RUNTIME_METRICS
from shared.messaging.trouble import is_transient
from shared.metrics.declared import Gauge, Metric, TableGauge, Values
from shared.metrics.recording import begin_at_zero
from shared.metrics.registry import MEASURED
from shared.telemetry.instance import INSTANCE
from shared.web.hosted import Hosted, Running

PATIENCE = 2.0
"""Seconds within which the database must have told all; Prometheus waits 10 s for the whole answer."""

router = APIRouter(include_in_schema=False)


def collect_metrics(running: Hosted) -> None:
    """From the first call on, what is recorded is kept for `/metrics`. OpenTelemetry knows one provider per process, so
    several apps of one process show the same measurements, in the name of the first."""
    if not isinstance(metrics.get_meter_provider(), MeterProvider):
        reader = PrometheusMetricReader(registry=MEASURED, scope_info_enabled=False)
        resource = Resource.create({"service.name": running.name, "service.instance.id": INSTANCE})
        metrics.set_meter_provider(MeterProvider([reader], resource))
    begin_at_zero(_metrics_of(running))


@router.get("/metrics")
async def show_metrics(running: Running) -> Response:
    """In Prometheus' text format. While the database is away, without what would have to be read there."""
    read = await _read_tables(running)
    text = generate_latest(MEASURED) + generate_latest(_shown([(DATABASE_UP, {(): bool(read)}), *read]))
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _metrics_of(running: Hosted) -> tuple[Metric, ...]:
    return (*RUNTIME_METRICS, *running.service.metrics)


async def _read_tables(running: Hosted) -> list[tuple[Gauge, Values]]:
    """Nothing when the database does not answer in time."""
    gauges = [metric for metric in _metrics_of(running) if isinstance(metric, TableGauge)]
    try:
        async with asyncio.timeout(PATIENCE), running.sessions() as db:
            return [(gauge, await gauge.read(db)) for gauge in gauges]
    except Exception as error:
        if not is_transient(error):
            raise
        return []


def _shown(gauges: Sequence[tuple[Gauge, Values]]) -> CollectorRegistry:
    """With all the values that their labels may have."""
    registry = CollectorRegistry()
    for gauge, values in gauges:
        shown = prometheus_client.Gauge(gauge.name, gauge.help, tuple(gauge.labels), registry=registry)
        for labels in dict.fromkeys([*product(*gauge.labels.values()), *values]):
            (shown.labels(*labels) if labels else shown).set(values.get(labels, 0))
    return registry
