"""The observer, where every service is a container with an address of its own."""

import httpx

from choreo.demo.shop import Shop
from choreo.stack.members import SERVICES
from shared.web.tokens import mint
from tests.compose.customers import endings, place_orders
from tests.compose.project import Project
from tests.e2e.shop import Json
from tests.patience import eventually

OWED = "inventory.reserved or inventory.rejected, owed by inventory_service, which is down"


async def test_it_sees_all_services_up(project: Project, shop: Shop) -> None:
    async def all_are_up() -> bool:
        seen = {one["name"]: (one["state"], one["address"]) for one in (await ask(project, "/map"))["services"]}
        return seen == {name: ("up", f"http://{name.replace('_', '-')}:{port}") for name, port in SERVICES.items()}

    await eventually(all_are_up, seconds=30, every=0.5)


async def test_every_event_of_an_order_leads_to_its_trace_at_the_jaeger_of_this_machine(
    project: Project, shop: Shop
) -> None:
    [order_id] = await place_orders(shop, 1)
    assert await endings(shop, [order_id]) == {"COMPLETED"}

    async def told() -> list[Json]:
        timeline = await ask(project, f"/orders/{order_id}/timeline")
        return list(timeline["events"]) if timeline["order"]["status"] == "COMPLETED" else []

    events = await eventually(told, seconds=30, every=0.5)
    assert {event["trace_url"] for event in events} == {f"{project.jaeger}/trace/{events[0]['trace_id']}"}
    assert (await ask(project, "/map"))["jaeger"] == project.jaeger


async def test_it_names_what_is_missing_while_a_service_is_stopped(project: Project, shop: Shop) -> None:
    await project.type("docker compose stop inventory-service")
    [order_id] = await place_orders(shop, 1)

    async def named() -> bool:
        missing = (await ask(project, "/missing"))["items"]
        return OWED in [one["sentence"] for one in missing if one["order_id"] == order_id]

    await eventually(named, seconds=30, every=0.5)
    await project.type("docker compose up --wait")
    assert await endings(shop, [order_id]) == {"COMPLETED"}

    async def closed() -> bool:
        return not (await ask(project, f"/orders/{order_id}/timeline"))["missing"]

    await eventually(closed, seconds=30, every=0.5)


async def test_the_demo_names_the_page_with_a_token_that_it_takes(project: Project, shop: Shop) -> None:
    demo = "{ .venv/bin/choreo --stack compose demo --orders 1 || true; } | grep --max-count 1 '^The page: '"
    page, _, token = (await project.type(demo)).removeprefix("The page: ").strip().partition("#token=")
    assert page == f"{project.stack.url_of('observer_service')}/"
    assert "items" in await project.type(f'curl -s {page}missing -H "Authorization: Bearer {token}"')


async def test_the_page_is_in_the_image(project: Project) -> None:
    page = await project.type("curl -s http://127.0.0.1:8000/")
    assert "<title>" in page
    shown = [name for name in page.split('"') if name.startswith("/page/")]
    assert shown
    for name in shown:
        assert await project.type(f"curl -s http://127.0.0.1:8000{name}")


async def ask(project: Project, path: str) -> Json:
    """What it answers an administrator."""
    token = {"Authorization": f"Bearer {mint('root', admin=True)}"}
    async with httpx.AsyncClient(timeout=30, trust_env=False, headers=token) as http:
        answer = await http.get(project.stack.url_of("observer_service") + path)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())
