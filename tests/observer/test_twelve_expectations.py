"""Each of the twelve expectations of PROTOCOL.md section 6: the delivery that breaks it is parked, and its name is
read; when it is replayed, the gap closes and the order ends right."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from choreo.audit.audit import audit
from choreo.processes.together import together
from shared import ids
from tests.e2e.goods import PIECES, Goods, address, put_up
from tests.e2e.shop import Json, Shop
from tests.observer.silence import REFUSED, silence, speak, until_gap_is_dead
from tests.observer.watch import Watch

ORDER, PAYMENT, INVENTORY = "order_service", "payment_service", "inventory_service"
DISCOUNT, SHIPPING = "discount_service", "shipping_service"


@dataclass(frozen=True)
class Row:
    """`debtor` owes one of `owed`, since it could not handle one of `parked`: whichever came last."""

    debtor: str
    owed: tuple[str, ...]
    parked: tuple[str, ...]
    changes: Callable[[Goods], Json] = lambda goods: {}
    ending: str = "COMPLETED"

    @property
    def words(self) -> str:
        return f"{' or '.join(self.owed)}, owed by {self.debtor}"


def _too_many(goods: Goods) -> Json:
    return {"items": [{"sku": goods.sku, "quantity": PIECES + 1, "unit_price": 1400}]}


def _declined(goods: Goods) -> Json:
    return {"payment_method": "pm_card_chargeDeclined", "coupon_code": goods.coupon}


def _nowhere(goods: Goods) -> Json:
    return {"shipping_address": address("00000")}


CALLED_OFF = Row(SHIPPING, ("shipment.cancelled",), ("order.cancelled",), ending="customer_request")
FACTS = ("order.created", "inventory.reserved", "discount.applied")
ROWS = (
    Row(INVENTORY, ("inventory.reserved", "inventory.rejected"), ("order.created",)),
    Row(DISCOUNT, ("discount.applied", "discount.rejected"), ("order.created",)),
    Row(PAYMENT, ("payment.requested",), FACTS),
    Row(PAYMENT, ("payment.succeeded", "payment.failed", "payment.refunded"), ("payment.requested",)),
    Row(
        SHIPPING, ("shipment.created", "shipment.failed", "shipment.cancelled"), ("order.created", "payment.succeeded")
    ),
    Row(ORDER, ("order.completed", "order.cancelled"), ("payment.succeeded", "shipment.created")),
    Row(ORDER, ("order.cancelled",), ("inventory.rejected",), _too_many, "out_of_stock"),
    Row(INVENTORY, ("inventory.released",), ("payment.failed", "order.cancelled"), _declined, "payment_declined"),
    Row(DISCOUNT, ("discount.released",), ("payment.failed", "order.cancelled"), _declined, "payment_declined"),
    Row(PAYMENT, ("payment.refunded",), ("shipment.failed", "order.cancelled"), _nowhere, "undeliverable"),
    CALLED_OFF,
    Row(INVENTORY, ("inventory.shipped",), ("order.completed",)),
)
"""In the order of the table."""


@dataclass(frozen=True)
class Read:
    """What was read of an order while the delivery was parked, and how the order ended after its replay."""

    missing: list[Json]
    metric: str
    ending: str


@pytest.fixture(scope="module")
async def read(shop: Shop) -> dict[Row, Read]:
    """All twelve at once, in one shop: each names its own only."""
    watch = Watch(shop)
    found: dict[Row, Read] = {}
    await together(*(_break_and_mend(shop, watch, row, found) for row in ROWS))
    report = await audit(shop.stack.addresses, wait=60)
    assert not report.unquiet
    assert not report.violations
    return found


async def _break_and_mend(shop: Shop, watch: Watch, row: Row, found: dict[Row, Read]) -> None:
    goods, customer, order_id = await put_up(shop), f"customer-{ids.new_id()[-12:]}", f"twelve-{ids.new_id()[-12:]}"
    await silence(shop, row.debtor, order_id, row.owed)
    await shop.wire.type("order.created", goods.event(customer, order_id, **row.changes(goods)), order_id)
    if row is CALLED_OFF:
        await _cancel_what_is_booked(shop, customer, order_id)
    await until_gap_is_dead(shop, row.debtor, order_id)
    missing = await watch.until_missing(order_id, "dead_lettered")
    metric = (await watch.ask("/metrics", None)).text
    await speak(shop, row.debtor, order_id)
    await _replay(watch, row, order_id)
    ending = await shop.ending_of_typed(customer, order_id)
    await watch.until_nothing_is_missing(order_id)
    found[row] = Read(missing, metric, ending)


async def _cancel_what_is_booked(shop: Shop, customer: str, order_id: str) -> None:
    """Booked it is, and order cannot say so before the customer cancels."""
    await silence(shop, ORDER, order_id, ["order.completed"])
    await shop.wire.until_said(order_id, "shipment.created")
    await until_gap_is_dead(shop, ORDER, order_id)
    answer = await shop.ask(customer, ORDER, "POST", f"/orders/{order_id}/cancel")
    assert answer.status_code == 202, answer.text
    await speak(shop, ORDER, order_id)


async def _replay(watch: Watch, row: Row, order_id: str) -> None:
    """Through the observer, all dead letters of the order."""
    letters = (await watch.ask("/dead-letters")).raise_for_status().json()["items"]
    own = [letter for letter in letters if letter["order_id"] == order_id]
    assert {letter["event"] for letter in own if letter["service"] == row.debtor} & set(row.parked)
    for letter in own:
        answer = await watch.ask(f"/dead-letters/{letter['service']}/{letter['id']}/replay", method="POST")
        assert answer.status_code == 202, answer.text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.words)
def test_it_is_named_with_whose_step_it_is_and_why(read: dict[Row, Read], row: Row) -> None:
    [missing] = read[row].missing

    assert (missing["service"], tuple(missing["one_of"])) == (row.debtor, row.owed)
    assert missing["sentence"].startswith(f"{row.words}, which gave up ")
    assert REFUSED in missing["why"]["error"]
    assert f'event="{" or ".join(row.owed)}",service="{row.debtor}"' in read[row].metric


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.words)
def test_its_replay_heals_the_order(read: dict[Row, Read], row: Row) -> None:
    assert read[row].ending == row.ending
