"""Stuck orders, asked for from the command line. Which orders are stuck: tests/handlers/order/test_stuck.py."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import asyncpg
import pytest

from choreo.demo.shop import open_shop
from choreo.demo.wishes import make_wish
from tests.commands.command_line import choreo
from tests.commands.conftest import OpenShop
from tests.patience import eventually

_REFUSE = """
    create function refuse() returns trigger language plpgsql as
        $$ begin raise 'this order is as hard as stone'; end $$;
    create trigger refuse before update on orders for each row when (old.order_id = '{}') execute function refuse()
"""


@pytest.fixture
async def orders(shop: OpenShop) -> AsyncIterator[asyncpg.Connection]:
    """order_service's own database."""
    connection = await asyncpg.connect(shop.stack.addresses.database.replace("{service}", "order_service"))
    yield connection
    await connection.close()


@asynccontextmanager
async def refused(orders: asyncpg.Connection, order_id: str) -> AsyncIterator[None]:
    """Within it nothing can be changed of an order that is overdue, so that not even its deadline ends it."""
    async with orders.transaction():
        await orders.execute(
            "update orders set deadline_at = now() - interval '5 minutes' where order_id = $1", order_id
        )
        await orders.execute(_REFUSE.format(order_id))
    try:
        yield
    finally:
        await orders.execute("drop trigger refuse on orders; drop function refuse")


async def test_where_no_order_is_stuck_it_says_so(shop: OpenShop) -> None:
    said = await choreo("--home", shop.home, "stuck")
    told = await choreo("--home", shop.home, "stuck", "--json")

    assert (said.status, said.out) == (0, "no stuck orders\n")
    assert (told.status, told.out) == (0, "[]\n")


async def test_an_order_that_not_even_its_deadline_ends_is_shown_and_ends_when_it_can(
    shop: OpenShop, orders: asyncpg.Connection
) -> None:
    payment = shop.stack.member("payment_service")
    await payment.hold()
    try:
        async with open_shop(shop.stack.addresses) as customers:
            await customers.seed(pieces=10)
            order_id = (await customers.place(make_wish("COMPLETED", Random(1)).body))["order_id"]
            async with refused(orders, order_id):
                said = await choreo("--home", shop.home, "stuck")
                told = await choreo("--home", shop.home, "stuck", "--json")
                await eventually(lambda: log_tells(shop, order_id))
            order = await customers.await_end(order_id, within=60)
    finally:
        await payment.release()

    assert said.status == told.status == 1
    assert order_id in said.out
    assert [(each["order_id"], each["status"], each["heard"]) for each in json.loads(told.out)] == [
        (order_id, "PENDING", [])
    ]
    assert (order["status"], order["reason"]) == ("CANCELLED", "deadline")


async def log_tells(shop: OpenShop, order_id: str) -> bool:
    """Whether order_service has said which order it cannot end, and why."""
    lines = shop.stack.member("order_service").server.log.read_text(errors="replace").splitlines()
    return any(order_id in line and "as hard as stone" in line for line in lines)
