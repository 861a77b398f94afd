"""The choreography, live."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from playwright.async_api import expect

from choreo.processes.ports import free_port
from shared import clock
from shared.messaging.cards import CARDS, Card
from tests.e2e.goods import Goods
from tests.e2e.shop import Shop
from tests.page.reader import ROOT, Reader


@pytest.fixture
async def sixth(shop: Shop) -> AsyncIterator[Card]:
    """The card of a service that was not there before, and somebody at its address who is well."""
    name = "loyalty_service"

    async def is_ready(_: web.Request) -> web.Response:
        return web.json_response({"status": "ready", "service": name})

    app = web.Application()
    app.router.add_get("/health/ready", is_ready)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    card = Card(
        service=name,
        address=f"http://127.0.0.1:{port}",
        hears=frozenset({"order.completed"}),
        says=frozenset({"points.earned"}),
        promises=(),
        written_at=clock.now(),
    )
    await shop.wire.producer.send_and_wait(CARDS, card.model_dump_json().encode(), card.key)
    yield card
    await shop.wire.producer.send_and_wait(CARDS, None, card.key)
    await runner.cleanup()


async def test_events_are_counted_as_they_are_said(shop: Shop, goods: Goods, reader: Reader) -> None:
    await reader.come(ROOT)
    row = reader.page.locator(".row", has_text="order.created")
    await expect(row).to_contain_text("said by order_service, heard by")
    await shop.place("ada", goods.order())
    await expect(row).to_contain_text("0.1 /s")


async def test_an_address_that_means_nothing_leads_to_the_map(reader: Reader) -> None:
    await reader.come(view="no-such-view")
    await expect(reader.page.get_by_role("heading", name="Choreography")).to_be_visible()
    await reader.go("orders/%E0%A4%A")
    await expect(reader.page.get_by_role("heading", name="Who are you?")).to_be_visible()


async def test_what_undoes_is_dotted(reader: Reader) -> None:
    await reader.come()
    for name in ("inventory.rejected", "payment.failed", "order.cancelled"):
        await expect(reader.page.locator(".row", has_text=name).locator("svg.undoes")).to_have_count(1)
    await expect(reader.page.locator(".row", has_text="payment.succeeded").locator("svg.undoes")).to_have_count(0)


async def test_a_sixth_service_has_its_lane_and_its_event(reader: Reader, sixth: Card) -> None:
    await reader.come()
    await expect(reader.page.locator(".service", has_text=sixth.service)).to_contain_text("up")
    await expect(reader.page.locator(".row", has_text="points.earned")).to_contain_text("heard by no service")
    await expect(reader.page.locator(".row", has_text="order.completed")).to_contain_text(sixth.service)
