"""A member that is away, and orders that do not wait for long."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from choreo.audit.audit import audit
from tests.e2e.shop import UP_AGAIN, Shop


@asynccontextmanager
async def short_deadline(shop: Shop, seconds: int) -> AsyncIterator[None]:
    """Within it orders end so many seconds after they were accepted, at the latest."""
    give_up = str(seconds / 2)
    told = {"CHOREO_ORDER_DEADLINE": str(seconds), "CHOREO_PAYMENT_GIVE_UP": give_up}
    await shop.restart("order_service", told)
    try:
        yield
    finally:
        await shop.restart("order_service")


@asynccontextmanager
async def away(shop: Shop, service: str) -> AsyncIterator[None]:
    """Within it the service is dead, by kill -9; afterwards it is back."""
    member = shop.stack.member(service)
    await member.hold(kill=True)
    try:
        yield
    finally:
        await member.release()
        await shop.stack.until_ready(UP_AGAIN)


async def assert_the_books_agree(shop: Shop) -> None:
    """The audit of all that ever happened in this shop names nothing."""
    report = await audit(shop.stack.addresses, wait=60)
    assert not report.unquiet, report.unquiet
    assert not report.violations, report.violations
