"""What Prometheus hears of the shop."""

import re
from pathlib import Path
from typing import Any

import pytest

from choreo.stack.members import SERVICES
from tests.e2e.goods import PIECES, Goods
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


async def test_every_metric_is_documented_as_it_is(shop: Shop, goods: Goods, customer: str) -> None:
    """docs/METRICS.md names them, their types and labels; and no metric that nobody shows."""
    order = await shop.place(customer, goods.order())
    assert await shop.ending_of(customer, order["order_id"]) == "COMPLETED"
    rows = [line.split(" | ") for line in METRICS.read_text().splitlines() if line.startswith("| `")]
    documented = {
        name.strip("| `"): (kind.split(",")[0], set(re.findall(r"`(\w+)`", labels))) for name, kind, labels, _ in rows
    }

    async def all_are_shown() -> bool:
        return documented.keys() == (await shown(shop)).keys()

    await eventually(all_are_shown)
    for name, (kind, labels) in (await shown(shop)).items():
        assert (name, kind) == (name, documented[name][0])
        assert labels - {"le", "error_type"} == documented[name][1] - {"error_type"}, name


async def shown(shop: Shop) -> dict[str, tuple[str, set[str]]]:
    """Type and labels of each metric that any of the services shows."""
    found: dict[str, tuple[str, set[str]]] = {}
    for service in SERVICES:
        for family in (await page_of(shop, service)).families:
            name = f"{family.name}_total" if family.type == "counter" else family.name
            _, labels = found.get(name, ("", set()))
            found[name] = family.type, labels.union(*(sample.labels for sample in family.samples))
    return found


async def test_no_order_has_time_series_of_its_own(shop: Shop, goods: Goods, customer: str) -> None:
    """Labels are few, however many orders there are."""
    order = await shop.place(customer, goods.order())
    assert await shop.ending_of(customer, order["order_id"]) == "COMPLETED"
    await shop.see(customer, order["order_id"])
    for service in SERVICES:
        answer = await shop.http.get(f"{shop.stack.addresses.url_of(service)}/metrics")
        for word in (order["order_id"], customer, goods.sku, goods.coupon):
            assert word not in answer.text
