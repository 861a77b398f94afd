"""What Prometheus hears of the shop."""

import re
from pathlib import Path
from typing import Any

import pytest

from choreo.stack.addresses import Stack
from tests.e2e.goods import PIECES, Goods
from tests.e2e.scraped import MISSING, read_all
from tests.e2e.shop import Shop
from tests.metrics_page import Page, read_metrics
from tests.patience import eventually

SAGAS = "choreo_saga_duration_seconds_count"
METRICS = Path(__file__).parents[2] / "docs" / "METRICS.md"


async def page_of(shop: Shop, service: str) -> Page:
    """Its `/metrics`."""
    return await read_metrics(shop.http, shop.stack.addresses.url_of(service))


@pytest.mark.parametrize(
    ("ending", "changes"),
    [
        ("COMPLETED", {}),
        ("out_of_stock", {"quantity": PIECES + 1}),
        ("payment_declined", {"payment_method": "pm_card_chargeDeclined"}),
        ("coupon_rejected", {"coupon_code": "NO-SUCH-COUPON"}),
    ],
)
async def test_an_ended_order_counts_once_with_its_ending(
    shop: Shop, goods: Goods, customer: str, ending: str, changes: dict[str, Any]
) -> None:
    labels = {"outcome": "COMPLETED"} if ending == "COMPLETED" else {"outcome": "CANCELLED", "reason": ending}
    before = await page_of(shop, "order_service")

    order = await shop.place(customer, goods.order(**changes))
    assert await shop.ending_of(customer, order["order_id"]) == ending

    async def it_counts() -> bool:
        after = await page_of(shop, "order_service")
        return (
            after.sum(SAGAS, **labels) == before.sum(SAGAS, **labels) + 1 and after.sum(SAGAS) == before.sum(SAGAS) + 1
        )

    await eventually(it_counts)


async def test_an_order_whose_payment_waits_is_in_flight(shop: Shop, goods: Goods, customer: str) -> None:
    async with shop.trouble("payment_provider", silence=True):
        order = await shop.place(customer, goods.order())

        async def it_flies() -> bool:
            page = await page_of(shop, "order_service")
            return (
                page.sum("choreo_orders_in_flight", status="PENDING") == 1
                and page.sum("choreo_oldest_order_age_seconds") > 0
            )

        await eventually(it_flies)
    assert await shop.ending_of(customer, order["order_id"]) == "COMPLETED"
    page = await page_of(shop, "order_service")
    assert page.sum("choreo_orders_in_flight") == page.sum("choreo_oldest_order_age_seconds") == 0
    assert page.has("choreo_stuck_orders")
    assert page.sum("choreo_stuck_orders") == 0


def test_what_is_missing_is_measured_by_who_owes_it_and_why(owing: Page) -> None:
    labels = {"event": "inventory.reserved or inventory.rejected", "service": "inventory_service", "why": "down"}
    assert owing.sum(MISSING, **labels) == 1


async def test_when_it_came_it_is_measured_no_more(shop: Shop, observed: Stack, owing: Page) -> None:
    async def nothing_is_missing() -> bool:
        page = (await read_all(shop, observed))["observer_service"]
        owed = page.sum(MISSING, event="inventory.reserved or inventory.rejected", service="inventory_service")
        return not owed and page.has("choreo_observer_behind_records")

    await eventually(nothing_is_missing)


async def test_a_breaker_that_was_never_open_is_shown_by_those_who_call_outside(
    shop: Shop, observed: Stack, goods: Goods, customer: str
) -> None:
    order = await shop.place(customer, goods.order())
    assert await shop.ending_of(customer, order["order_id"]) == "COMPLETED"
    shown = {
        (service, sample.labels["party"]): sample.value
        for service, page in (await read_all(shop, observed)).items()
        for sample in page.samples("choreo_outside_breaker_open")
    }
    assert shown == {("payment_service", "payment_provider"): 0, ("shipping_service", "carrier"): 0}


async def test_every_metric_is_documented_as_it_is(
    shop: Shop, observed: Stack, owing: Page, goods: Goods, customer: str
) -> None:
    """docs/METRICS.md names them, their types and labels; and no metric that nobody shows."""
    order = await shop.place(customer, goods.order())
    assert await shop.ending_of(customer, order["order_id"]) == "COMPLETED"
    rows = [line.split(" | ") for line in METRICS.read_text().splitlines() if line.startswith("| `")]
    documented = {
        name.strip("| `"): (kind.split(",")[0], set(re.findall(r"`(\w+)`", labels))) for name, kind, labels, _ in rows
    }

    async def all_are_shown() -> bool:
        return documented.keys() == shown(owing, *(await read_all(shop, observed)).values()).keys()

    await eventually(all_are_shown)
    for name, (kind, labels) in shown(owing, *(await read_all(shop, observed)).values()).items():
        assert (name, kind) == (name, documented[name][0])
        assert labels - {"le", "error_type"} == documented[name][1] - {"error_type"}, name


def shown(*pages: Page) -> dict[str, tuple[str, set[str]]]:
    """Type and labels of each metric that is on any of them."""
    found: dict[str, tuple[str, set[str]]] = {}
    for page in pages:
        for family in page.families:
            name = f"{family.name}_total" if family.type == "counter" else family.name
            _, labels = found.get(name, ("", set()))
            found[name] = family.type, labels.union(*(sample.labels for sample in family.samples))
    return found


async def test_no_order_has_time_series_of_its_own(shop: Shop, observed: Stack, goods: Goods, customer: str) -> None:
    """Labels are few, however many orders there are."""
    order = await shop.place(customer, goods.order())
    assert await shop.ending_of(customer, order["order_id"]) == "COMPLETED"
    await shop.see(customer, order["order_id"])
    for service in observed.services:
        answer = await shop.http.get(f"{observed.url_of(service)}/metrics")
        for word in (order["order_id"], customer, goods.sku, goods.coupon):
            assert word not in answer.text
