"""What a customer is shown of an order by HTTP, as far as the protocol says it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from order_service.app import service
from order_service.handlers import on
from shared import ids
from shared.events import Event
from shared.running import RunningService
from shared.web.app import create_app
from shared.web.tokens import mint
from tests.handlers.databases import Sessions
from tests.handlers.examples import CUSTOMER
from tests.handlers.hearing import History, hear
from tests.handlers.order import facts
from tests.handlers.order.facts import ENDED, REFUSALS


@pytest.fixture
async def customer(database: Sessions) -> AsyncIterator[httpx.AsyncClient]:
    """The customer's line to order."""
    running = RunningService(service)
    transport = httpx.ASGITransport(create_app(running, router=service.router))
    token = {"authorization": f"Bearer {mint(CUSTOMER)}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://order", headers=token) as client:
        yield client
    await running.engine.dispose()


async def heard(database: Sessions, *history: Event) -> str:
    """A new order of which all that was heard; its id."""
    order_id = ids.new_id()
    async with database.begin() as db:
        await hear(db, on, *(event.model_copy(update={"order_id": order_id}) for event in history))
    return order_id


@pytest.mark.parametrize(
    "fact", [facts.PAID, facts.SHIPPED, REFUSALS["out_of_stock"]], ids=lambda fact: str(fact.topic)
)
async def test_of_an_order_that_has_not_come_yet_nobody_is_shown_its_facts(
    customer: httpx.AsyncClient, database: Sessions, fact: Event
) -> None:
    order_id = await heard(database, fact)
    assert (await customer.get(f"/orders/{order_id}")).status_code == 404
    assert (await customer.post(f"/orders/{order_id}/cancel")).status_code == 404
    assert order_id not in (await customer.get("/orders")).text


@pytest.mark.parametrize(("status", "history"), ENDED.items(), ids=ENDED)
async def test_cancelling_an_order_that_has_ended_is_refused_with_its_status(
    customer: httpx.AsyncClient, database: Sessions, status: str, history: History
) -> None:
    order_id = await heard(database, *history)

    refused = await customer.post(f"/orders/{order_id}/cancel")

    assert (refused.status_code, refused.json()["status_of_order"]) == (409, status.partition(",")[0])
    shown = (await customer.get(f"/orders/{order_id}")).json()
    assert shown["status"] == status.partition(",")[0]
