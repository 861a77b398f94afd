"""Whoever is killed: what was accepted ends, and the audit holds."""

import asyncio

import pytest

from choreo.demo.shop import Shop
from tests.compose.customers import endings, place_orders
from tests.compose.project import Project

ORDERS = 100


@pytest.mark.parametrize("part", ["payment-service", "kafka", "redis"])
async def test_orders_are_accepted_while_a_part_is_dead_and_all_end_when_it_is_back(
    project: Project, shop: Shop, part: str
) -> None:
    await project.type(f"docker compose kill {part}")
    order_ids = await place_orders(shop, ORDERS)

    await project.type("docker compose up --wait")

    assert len(set(order_ids)) == ORDERS
    ended = await endings(shop, order_ids)
    assert ended == {"COMPLETED"} or part == "kafka", ended
    await audit(project)


@pytest.mark.parametrize("server", ["kafka", "postgres", "redis"])
async def test_a_server_killed_while_orders_come_in_loses_none(project: Project, shop: Shop, server: str) -> None:
    accepted: asyncio.Queue[str] = asyncio.Queue()
    placing = asyncio.create_task(place_orders(shop, ORDERS, accepted.put_nowait))
    for _ in range(ORDERS // 5):
        await accepted.get()

    await project.type(f"docker compose kill {server}; docker compose up --wait")

    await endings(shop, await placing)
    await audit(project)


async def test_everything_killed_and_started_in_the_wrong_order_goes_on(project: Project, shop: Shop) -> None:
    order_ids = await place_orders(shop, 10)
    await project.type("docker compose kill")

    await project.type(
        "docker start $(docker compose ps --all --quiet order-service payment-service inventory-service)"
    )
    await project.type("docker start $(docker compose ps --all --quiet kafka redis)")
    await project.type("docker start $(docker compose ps --all --quiet discount-service shipping-service carrier)")
    await project.type("docker start $(docker compose ps --all --quiet postgres payment-provider jaeger)")

    await endings(shop, order_ids)
    await endings(shop, await place_orders(shop, 10))
    await audit(project)


async def audit(project: Project) -> None:
    """Fails, saying what, when an invariant is broken."""
    await project.type(".venv/bin/choreo --stack compose audit")
