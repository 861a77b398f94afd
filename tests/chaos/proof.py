"""What must hold after whatever happened."""

from collections import Counter
from collections.abc import Sequence

from choreo.audit.audit import audit
from tests.chaos.crowd import Crowd, Errand
from tests.e2e.shop import Shop

WITHIN = 60.0
"""Seconds after which everything must have come to rest."""


async def assert_all_is_well(shop: Shop, crowd: Crowd, errands: Sequence[Errand]) -> None:
    """Every order has ended as it had to, in each of the ways; the audit of all that ever happened names nothing."""
    report = await audit(shop.stack.addresses, wait=WITHIN)
    assert not report.unquiet, report.unquiet
    assert not report.violations, report.violations
    assert report.orders >= len(errands)
    await crowd.learn_endings(errands)
    strays = [errand for errand in errands if not errand.as_wished]
    assert not strays, strays
    seen = Counter(errand.ending for errand in errands)
    assert seen.keys() >= {"COMPLETED", "out_of_stock", "coupon_rejected", "payment_declined", "undeliverable"}, seen
    assert any(errand.cancelled for errand in errands), seen
