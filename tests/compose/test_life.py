"""What an operator does with it: ends it, starts it, scales it, gives it another key."""

import asyncpg

from choreo.demo.shop import CUSTOMER, Shop
from tests.compose.conftest import readme_line
from tests.compose.customers import endings, place_orders
from tests.compose.ports import free_range
from tests.compose.project import Project


async def test_what_was_ordered_is_still_there_after_down_and_up(project: Project, shop: Shop) -> None:
    order_ids = await place_orders(shop, 10)
    assert await endings(shop, order_ids) == {"COMPLETED"}
    before = await _orders(project)

    await project.type("docker compose down && docker compose up --wait")

    assert await _orders(project) == before >= set(order_ids)
    await project.type(".venv/bin/choreo --stack compose audit")


async def test_down_is_soon_and_leaves_no_volume_without_a_name(project: Project, shop: Shop) -> None:
    volumes = "docker volume ls --quiet --filter label=com.docker.volume.anonymous"
    before = await project.type(volumes)
    told = await project.type("time docker compose stop --timeout 60 order-service payment-service kafka 2>&1")
    for container in await project.containers():
        assert container["State"]["ExitCode"] in (0, 143), f"{container['Name']} did not end in order: {told}"
    await project.type("docker compose down && docker compose up --wait")
    assert await project.type(volumes) == before


async def test_replicas_share_the_work_and_are_found(project: Project, shop: Shop) -> None:
    scaling = readme_line("INVENTORY_PORTS").replace("8103-8105", free_range(3))
    await project.type(scaling)
    replicas = [one for one in await project.containers() if one["Config"]["Cmd"] == ["inventory_service"]]
    assert {one["State"]["Health"]["Status"] for one in replicas} == {"healthy"}
    assert len(replicas) == 3

    told = await project.type(".venv/bin/choreo --stack compose demo --once --orders 50")

    assert "all 50 orders ended as asked" in told
    await project.type("docker compose up --wait")
    assert await endings(shop, await place_orders(shop, 10)) == {"COMPLETED"}


async def test_commands_know_the_key_that_the_services_were_given(project: Project, shop: Shop) -> None:
    keyed = "export CHOREO_JWT_SECRET=a-key-of-our-own-that-is-long-enough; docker compose up --wait order-service"
    await project.type(keyed)
    order = 'curl -s "http://127.0.0.1:8001/orders?limit=1" -H "Authorization: Bearer '
    assert "401" in await project.type(
        f'{order}$(.venv/bin/choreo token ada)" -o /dev/null -w "%{{http_code}}"', fails=True
    )
    assert "items" in await project.type(f'{order}$(.venv/bin/choreo --stack compose token ada)"')
    await project.type("docker compose up --wait")


async def test_without_a_shop_the_commands_say_how_to_start_one(project: Project) -> None:
    told = await project.type("COMPOSE_PROJECT_NAME=nobody .venv/bin/choreo --stack compose audit", fails=True)
    assert "docker compose up --build --wait" in told
    told = await project.type(
        "unset COMPOSE_PROJECT_NAME; choreo=$PWD/.venv/bin/choreo; cd /; $choreo --stack compose audit", fails=True
    )
    assert "in the folder of docker-compose.yml" in told


async def _orders(project: Project) -> set[str]:
    connection = await asyncpg.connect(project.stack.database.replace("{service}", "order_service"))
    try:
        rows = await connection.fetch("select order_id from orders where customer_id = $1", CUSTOMER)
        return {row["order_id"] for row in rows}
    finally:
        await connection.close()
