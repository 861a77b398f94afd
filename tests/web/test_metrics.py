"""What Prometheus hears from a service, whatever is away."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from opentelemetry import metrics
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from shared import clock
from shared.database import sessions_of
from shared.messaging.metrics import REDIS_FAILURES
from shared.messaging.tables import DEAD, RETRYING, OutboxMessage
from shared.metrics.counting import MOST, count_rows
from shared.metrics.declared import Counter, Measurement, TableGauge, Values
from shared.metrics.recording import count
from shared.web.app import create_app
from tests.metrics_page import read_metrics
from tests.web.conftest import SETTINGS
from tests.web.kiosk import Kiosk, Order
from tests.web.serving import free_port, serving
from tests.web.test_dead_letters import park

Sessions = async_sessionmaker[AsyncSession]


async def count_mugs(db: AsyncSession) -> Values:
    """Sold ones."""
    return {("sold",): await count_rows(db, Order)}


MUGS = TableGauge("kiosk_mugs", "Mugs by where they are.", {"place": ("shelf", "sold")}, read=count_mugs)


async def test_the_outbox_and_the_parked_events_are_measured(visitor: httpx.AsyncClient, sessions: Sessions) -> None:
    empty = await read_metrics(visitor)
    assert empty.sum("choreo_outbox_messages") == empty.sum("choreo_outbox_age_seconds") == 0
    assert empty.has("choreo_parked_events", state="DEAD")
    assert empty.sum("choreo_parked_events") == 0
    async with sessions.begin() as db:
        for number in range(3):
            db.add(message(number))
    for id, state in (("a", DEAD), ("b", DEAD), ("c", RETRYING)):
        await park(sessions, id, state=state)
    full = await read_metrics(visitor)
    assert full.sum("choreo_outbox_messages") == 3
    assert 120 <= full.sum("choreo_outbox_age_seconds") < 180
    assert full.sum("choreo_parked_events", state="DEAD") == 2
    assert full.sum("choreo_parked_events", state="RETRYING") == 1
    assert full.sum("choreo_parked_events", state="PARKED") == 0


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


async def test_a_long_table_is_not_counted_to_its_end(visitor: httpx.AsyncClient, sessions: Sessions) -> None:
    async with sessions.begin() as db:
        for number in range(MOST + 1):
            db.add(message(number))
    assert (await read_metrics(visitor)).sum("choreo_outbox_messages") == MOST


async def test_what_the_process_counts_is_shown_by_every_app_of_it(sessions: Sessions) -> None:
    first, second = create_app(Kiosk(sessions), settings=SETTINGS), create_app(Kiosk(sessions), settings=SETTINGS)
    metrics.get_meter("choreo").create_counter("kiosk.mugs.sold").add(7)
    async with serving(first) as client, serving(second) as other:
        assert (await read_metrics(client)).sum("kiosk_mugs_sold_total") == 7
        assert (await read_metrics(other)).sum("kiosk_mugs_sold_total") == 7


async def test_a_service_shows_its_own_tables_too_with_every_value_of_a_label(sessions: Sessions) -> None:
    async with sessions.begin() as db:
        db.add(Order(order_id="order-1", customer_id="alice", status="PENDING", created_at=clock.now()))
    async with serving(create_app(Kiosk(sessions, metrics=[MUGS]), settings=SETTINGS)) as client:
        page = await read_metrics(client)
    assert [(sample.labels, sample.value) for sample in page.samples("kiosk_mugs")] == [
        ({"place": "shelf"}, 0),
        ({"place": "sold"}, 1),
    ]


async def test_what_may_be_counted_is_shown_before_it_ever_happened(sessions: Sessions) -> None:
    """Else the first of its kind would be no increase."""
    broken = Counter("kiosk_mugs_broken_total", "Mugs that fell.", {"by": ("customer", "cat")})
    async with serving(create_app(Kiosk(sessions, metrics=[broken]), settings=SETTINGS)) as client:
        page = await read_metrics(client)
    assert [sample.labels["by"] for sample in page.samples("kiosk_mugs_broken_total")] == ["customer", "cat"]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Of a database that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


@pytest.mark.parametrize("away", ["refuses", "is silent"])
async def test_while_the_database_is_away_the_process_still_says_what_it_measured(
    database: URL, silent_port: int, away: str
) -> None:
    port = silent_port if away == "is silent" else free_port()
    engine = create_async_engine(database.set(host="127.0.0.1", port=port, query={}))
    async with serving(create_app(Kiosk(sessions_of(engine), metrics=[MUGS]), settings=SETTINGS)) as client:
        before = await read_metrics(client)
        count(REDIS_FAILURES)
        after = await read_metrics(client)
    await engine.dispose()
    assert after.sum("choreo_redis_failures_total") == before.sum("choreo_redis_failures_total") + 1
    assert [sample.value for sample in after.samples("choreo_database_up")] == [0]
    assert not after.has("choreo_outbox_messages")
    assert not after.has("kiosk_mugs")


async def test_while_the_database_answers_it_is_up(visitor: httpx.AsyncClient) -> None:
    assert (await read_metrics(visitor)).sum("choreo_database_up") == 1


def test_a_label_says_only_what_was_announced() -> None:
    """An order's id in a label would be a time series for each order."""
    broken = Counter("kiosk_mugs_broken_total", "Mugs that fell.", {"by": ("customer", "cat")})
    with pytest.raises(ValueError, match="knows no by=order-1; declare it, or use customer, cat"):
        Measurement(broken, 1, {"by": "order-1"})
    with pytest.raises(ValueError, match="has no label order_id; it has by"):
        Measurement(broken, 1, {"order_id": "order-1"})


async def test_requests_for_what_is_not_there_have_no_time_series_of_their_own(visitor: httpx.AsyncClient) -> None:
    """Whoever tries addresses and methods must not fill Prometheus' memory."""
    assert (await visitor.get("/wp-admin-4711")).status_code == 404
    assert (await visitor.request("BREW-4711", "/orders")).status_code == 400
    assert (await visitor.get("/orders/order-4711")).status_code == 401
    page = await read_metrics(visitor)
    said = {value for family in page.families for sample in family.samples for value in sample.labels.values()}
    assert "/orders/{order_id}" in said
    assert [value for value in said if "4711" in value] == []
