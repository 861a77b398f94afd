"""What a caller hears when the service is at fault."""

import logging

import httpx
import pytest
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import create_async_engine

from shared.database import sessions_of
from shared.web.app import create_app
from shared.web.tokens import mint
from tests.web.conftest import SETTINGS
from tests.web.kiosk import Kiosk, router
from tests.web.serving import free_port, serving


async def test_a_bug_is_answered_by_a_reference_that_the_log_has_too(
    visitor: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = await visitor.get("/broken")
    problem = answer.json()
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "1234" not in answer.text
    (record,) = caplog.records
    assert problem["reference"] in problem["detail"]
    assert problem["reference"] in record.getMessage()
    assert "1234" in caplog.text


async def test_without_the_database_reading_and_writing_can_be_tried_again_later(database: URL) -> None:
    engine = create_async_engine(database.set(host="127.0.0.1", port=free_port(), query={}))
    async with serving(create_app(Kiosk(sessions_of(engine)), router=router, settings=SETTINGS)) as client:
        client.headers["Authorization"] = f"Bearer {mint('alice', configuration=SETTINGS)}"
        order = {"items": [{"sku": "mug", "quantity": 1}], "address": {"name": "Ada", "country": "KR"}}
        for answer in (await client.get("/orders"), await client.post("/orders", json=order)):
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["retry-after"] == "2"
            assert "Try again" in answer.json()["detail"]
        assert (await client.get("/health/live")).status_code == 200
        ready = await client.get("/health/ready")
        assert ready.status_code == 503
        assert "database" in ready.json()["missing"][0]
        metrics = await client.get("/metrics")
        assert metrics.status_code == 200
        assert "choreo_outbox_messages" not in metrics.text
    await engine.dispose()
