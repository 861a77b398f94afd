"""A payment provider that keeps failing is left in peace: what is owed waits, and is charged once when it is back."""

import pytest

from payment_service import gateway
from payment_service.gateway import Captured
from shared.outside import OutsideUnavailable
from tests.outsiders.environment import environment
from tests.outsiders.orders import Purchase
from tests.outsiders.persistence import persist
from tests.outsiders.process import OutsiderProcess


async def test_after_failures_it_is_not_called_until_one_call_finds_it_back(provider: OutsiderProcess) -> None:
    with environment(payment_provider=provider.url, outside_failures=3, outside_recovery=5, outside_timeout=2):
        purchase = Purchase()
        purchase.intent = await gateway.create(purchase)
        await provider.trouble(error_rate=1, effect=0)
        for _ in range(3):
            with pytest.raises(OutsideUnavailable, match="answered 503"):
                await gateway.confirm(purchase)
        await provider.trouble()

        with pytest.raises(OutsideUnavailable, match="not called before its breaker closes"):
            await gateway.confirm(purchase)
        assert (await provider.ledger_of(purchase.order_id))["charges"] == []

        assert await persist(lambda: gateway.confirm(purchase)) == Captured(str(purchase.intent))
        assert len((await provider.ledger_of(purchase.order_id))["charges"]) == 1
        await gateway.close()
