"""What Prometheus hears of a shop that is watched."""

from choreo.stack.addresses import Stack
from choreo.stack.members import OBSERVER, SERVICES
from tests.e2e.goods import put_up
from tests.e2e.shop import Shop
from tests.metrics_page import Page, read_metrics
from tests.patience import eventually

CUSTOMER = "waits-for-stock"
MISSING = "choreo_missing_events"


async def read_all(shop: Shop, observed: Stack) -> dict[str, Page]:
    """`/metrics` of each service, the observer's among them."""
    return {name: await read_metrics(shop.http, observed.url_of(name)) for name in (*SERVICES, *OBSERVER)}


async def read_while_something_is_missing(shop: Shop, observed: Stack) -> Page:
    """The observer's, when inventory_service is down and owes to an order. When this returns it is up again, and the
    order completed."""
    goods = await put_up(shop)
    inventory = shop.stack.member("inventory_service")
    await inventory.hold()
    try:
        order = await shop.place(CUSTOMER, goods.order())

        async def named() -> Page | None:
            page = await read_metrics(shop.http, observed.url_of("observer_service"))
            return page if page.has(MISSING, why="down") else None

        page = await eventually(named)
    finally:
        await inventory.release()
    assert await shop.ending_of(CUSTOMER, order["order_id"]) == "COMPLETED"
    assert page is not None
    return page
