"""A shop whose secrets, and whose customers, are easy to find wherever they turn up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.goods import Goods, put_up
from tests.e2e.shop import Shop, open_shop
from tests.security.collector import Collector, open_collector
from tests.surroundings import told

JWT_SECRET = "marker-jwt-secret-that-signs-all-tokens"
PROVIDER_KEY = "sk_test_markerOfTheProvidersKey"
DATABASE_PASSWORD = "marker-database-password"
BEARER = "marker.bearer.token"
IDEMPOTENCY_KEY = "marker-idempotency-key"
CARD = "4242424242424242"
METHOD = "pm_card_visa_chargeDeclinedMarker"
STREET = "Marker Lane 42"
NAME = "Marker McMarkface"

SECRETS = (JWT_SECRET, PROVIDER_KEY, DATABASE_PASSWORD, BEARER, IDEMPOTENCY_KEY, "eyJhbGciOi")
"""Shown to nobody, nowhere. The last is how every token begins."""
PERSONAL = (CARD, "pm_card_", STREET, NAME)
"""What an order says of its customer; in no log, metric, span or list."""


@dataclass(frozen=True)
class Marked:
    """The shop, where it keeps its logs, what it sells, and what it exported."""

    shop: Shop
    home: Path
    goods: Goods
    collector: Collector


@asynccontextmanager
async def open_marked_shop(home: Path) -> AsyncIterator[Marked]:
    """Within it all five services and the observer run with these secrets, log all they can, and export all spans."""
    async with open_collector() as collector:
        environment = {
            "CHOREO_JWT_SECRET": JWT_SECRET,
            "CHOREO_PAYMENT_PROVIDER_KEY": PROVIDER_KEY,
            "CHOREO_RETRY_ATTEMPTS": "2",
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }
        with told(CHOREO_JWT_SECRET=JWT_SECRET):
            async with open_shop(home, environment, observer=True, password=DATABASE_PASSWORD) as shop:
                yield Marked(shop, home, await put_up(shop), collector)


def assert_no(what: tuple[str, ...], place: str, told: str) -> None:
    """Fails with the surroundings of what was found."""
    for marker in what:
        at = told.find(marker)
        assert at < 0, f"{marker!r} is in {place}: …{told[max(0, at - 500) : at + 200]}…"
