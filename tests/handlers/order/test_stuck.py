"""An administrator sees the orders that should have ended and have not."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import delete

from order_service.app import service
from order_service.commands import cancel_order
from order_service.handlers import on
from order_service.stuck import SLACK
from order_service.tables import Order
from shared import clock, ids
from shared.messaging.unit import Unit
from shared.running import RunningService
from shared.settings import settings
from shared.web.app import create_app
from shared.web.tokens import mint
from tests.handlers.databases import Sessions
from tests.handlers.examples import CUSTOMER
from tests.handlers.hearing import History, hear
from tests.handlers.order.facts import ENDED, OPEN

LONG_AGO = settings().deadline + SLACK + timedelta(seconds=1)


@pytest.fixture
async def order(database: Sessions) -> AsyncIterator[httpx.AsyncClient]:
    """The line to order; who calls is said with each request."""
    running = RunningService(service)
    transport = httpx.ASGITransport(create_app(running, router=service.router))
    async with httpx.AsyncClient(transport=transport, base_url="http://order") as client:
        yield client
    await running.engine.dispose()


def as_(customer: str, *, admin: bool = False) -> dict[str, str]:
    return {"authorization": f"Bearer {mint(customer, admin=admin)}"}


@pytest.fixture
async def accepted_orders(database: Sessions) -> AsyncIterator[list[str]]:
    """Ids of orders that are gone afterwards: other tests count them all."""
    ids_of_orders: list[str] = []
    yield ids_of_orders
    async with database.begin() as db:
        await db.execute(delete(Order).where(Order.order_id.in_(ids_of_orders)))


async def accepted(database: Sessions, history: History, when: datetime) -> str:
    """The id of an order that was accepted then, and of which all that was heard."""
    order_id = ids.new_id()
    with clock.ruled(when):
        async with database.begin() as db:
            await hear(db, on, *(event.model_copy(update={"order_id": order_id}) for event in history))
    return order_id


async def test_the_longest_overdue_come_first_and_say_what_was_heard(
    order: httpx.AsyncClient, database: Sessions, accepted_orders: list[str]
) -> None:
    now = clock.now()
    younger = await accepted(database, OPEN["PAID"], now - LONG_AGO)
    older = await accepted(database, OPEN["PENDING, shipped"], now - LONG_AGO - timedelta(hours=1))
    within_slack = await accepted(database, OPEN["PENDING"], now - LONG_AGO + SLACK)
    ended = await accepted(database, ENDED["COMPLETED"], now - LONG_AGO)

    accepted_orders += [younger, older, within_slack, ended]

    listed: list[dict[str, Any]] = []
    cursor: dict[str, str] | None = {}
    while cursor is not None:
        answer = await order.get("/stuck-orders", params={"limit": "1", **cursor}, headers=as_("root", admin=True))
        page = answer.json()
        listed += page["items"]
        cursor = {"cursor": page["next"]} if page["next"] else None

    of_interest = [each for each in listed if each["order_id"] in (younger, older, within_slack, ended)]
    assert [(each["order_id"], each["status"], each["heard"]) for each in of_interest] == [
        (older, "PENDING", ["shipment.created"]),
        (younger, "PAID", ["payment.succeeded"]),
    ]
    assert all(each["customer_id"] == CUSTOMER for each in of_interest)

    async with database.begin() as db:
        await cancel_order(order_id=older, db=Unit(db))
        await cancel_order(order_id=younger, db=Unit(db))
    after = (await order.get("/stuck-orders", headers=as_("root", admin=True))).json()["items"]
    assert not {older, younger} & {each["order_id"] for each in after}


async def test_customers_are_not_shown_it(order: httpx.AsyncClient) -> None:
    assert (await order.get("/stuck-orders", headers=as_(CUSTOMER))).status_code == 403
    assert (await order.get("/stuck-orders")).status_code == 401
