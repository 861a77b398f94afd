"""The demo's orders, on the whole shop."""

import io

from rich.console import Console

from choreo.demo.show import Plan, run_show
from tests.commands.conftest import OpenShop

EVERY_ENDING = {
    "COMPLETED",
    "out_of_stock",
    "coupon_rejected",
    "payment_declined",
    "undeliverable",
    "customer_request",
}


async def test_orders_end_in_every_way_as_asked_and_the_audit_holds(shop: OpenShop) -> None:
    screen = io.StringIO()
    result = await run_show(shop.stack.addresses, Plan(30, None, seed=7), Console(file=screen), shop.stack)
    assert result.strays == []
    assert result.report.violations == []
    assert result.report.unquiet == []
    assert {journey.wish.ending for journey in result.journeys} == EVERY_ENDING
    assert len({journey.order_id for journey in result.journeys}) == 30
    assert "30 of 30 orders have ended" in screen.getvalue()
    assert result.figures.cpu["order_service"] > 0
    assert "p95" in result.figures.told()
