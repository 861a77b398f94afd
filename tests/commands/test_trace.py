"""`choreo trace` where there is nothing to show: it says what is wrong. What it shows: tests/tracing, tests/compose."""

from choreo.processes.ports import LOOPBACK, free_port
from tests.commands.command_line import choreo
from tests.commands.conftest import OpenShop


async def test_a_jaeger_that_is_away_is_told_how_to_be_started() -> None:
    away = f"http://{LOOPBACK}:{free_port()}"

    said = await choreo("trace", "order-1", "--jaeger", away)

    assert said.status == 1
    assert away in said.err
    assert "docker compose up -d jaeger" in said.err
    assert "Traceback" not in said.err


async def test_what_is_no_jaeger_is_not_taken_for_one(shop: OpenShop) -> None:
    order_service = shop.stack.addresses.url_of("order_service")

    said = await choreo("trace", "order-1", "--jaeger", order_service)

    assert said.status == 1
    assert f"{order_service}/api/services was answered 404" in said.err


async def test_an_address_without_a_scheme_is_told(shop: OpenShop) -> None:
    said = await choreo("trace", "order-1", "--jaeger", "127.0.0.1:16686")

    assert said.status == 1
    assert "http://" in said.err
