"""What an operator's tools ask a service."""

from datetime import timedelta

import httpx
from opentelemetry import metrics
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shared import clock
from shared.messaging.tables import DEAD, RETRYING, OutboxMessage
from shared.web.app import create_app
from tests.web.conftest import SETTINGS
from tests.web.kiosk import Kiosk
from tests.web.serving import serving
from tests.web.test_dead_letters import park

Sessions = async_sessionmaker[AsyncSession]


async def measured(client: httpx.AsyncClient) -> dict[str, float]:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_a_service_that_misses_something_lives_but_is_not_ready(sessions: Sessions) -> None:
    kiosk = Kiosk(sessions, missing=["kafka: no partitions assigned yet"])
    async with serving(create_app(kiosk, settings=SETTINGS)) as client:
        assert (await client.get("/health/live")).status_code == 200
        ready = await client.get("/health/ready")
        assert ready.status_code == 503
        assert ready.json()["missing"] == ["kafka: no partitions assigned yet"]


async def test_a_service_that_misses_nothing_is_ready(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get("/health/ready")).status_code == 200


async def test_the_outbox_and_the_parked_events_are_measured(visitor: httpx.AsyncClient, sessions: Sessions) -> None:
    empty = await measured(visitor)
    assert empty["choreo_outbox_messages"] == empty["choreo_outbox_age_seconds"] == 0
    assert empty["choreo_parked_events DEAD"] == 0
    async with sessions.begin() as db:
        for number in range(3):
            db.add(message(number))
    for id, state in (("a", DEAD), ("b", DEAD), ("c", RETRYING)):
        await park(sessions, id, state=state)
    full = await measured(visitor)
    assert full["choreo_outbox_messages"] == 3
    assert 120 <= full["choreo_outbox_age_seconds"] < 180
    assert full["choreo_parked_events DEAD"] == 2
    assert full["choreo_parked_events RETRYING"] == 1
    assert full["choreo_parked_events PARKED"] == 0


def message(number: int) -> OutboxMessage:
    return OutboxMessage(
        id=f"event {number}",
        aggregatetype="order.created",
        aggregateid="order-1",
        type="order.created",
        payload=b"{}",
        ce_source="kiosk",
        ce_time="2030-01-31T12:00:00Z",
        ce_subject="order-1",
        ce_dataschema="urn:choreo:order.created:1",
        created_at=clock.now() - timedelta(minutes=number),
    )


async def test_what_the_process_counts_is_shown_by_every_app_of_it(sessions: Sessions) -> None:
    first, second = create_app(Kiosk(sessions), settings=SETTINGS), create_app(Kiosk(sessions), settings=SETTINGS)
    metrics.get_meter("choreo").create_counter("kiosk.mugs.sold").add(7)
    async with serving(first) as client, serving(second) as other:
        assert (await measured(client))["kiosk_mugs_sold_total"] == 7
        assert (await measured(other))["kiosk_mugs_sold_total"] == 7
