"""What is ordered. The same for every variant: of fifty orders ten have a coupon, and five fail, in four ways."""

from dataclasses import dataclass
from typing import Any

CURRENCY = "EUR"
PRODUCTS = {f"tea-{number}": 1000 + 100 * number for number in range(10)}
"""Prices by SKU; of each there is plenty."""
SOLD_OUT = "tea-sold-out"
"""One that has a price, and none is free."""
PLENTY = 1_000_000
COUPON, PERCENT = "TEN", 10
UNKNOWN_COUPON = "NEVER"
DECLINED = "pm_card_visa_chargeDeclined"
NOWHERE = "00000"

REASONS = {
    3: "payment_declined",
    13: "out_of_stock",
    23: "coupon_rejected",
    33: "undeliverable",
    43: "payment_declined",
}
"""The number of an order, modulo fifty, and why it is cancelled."""


@dataclass(frozen=True)
class Wanted:
    """An order, and how it must end. `subtotal` and `total` in minor units."""

    number: int
    body: dict[str, Any]
    reason: str | None
    total: int

    @property
    def customer(self) -> str:
        """Many, as in a shop."""
        return f"customer-{self.number % 50}"

    @property
    def status(self) -> str:
        return "CANCELLED" if self.reason else "COMPLETED"

    @property
    def pieces(self) -> dict[str, int]:
        return {line["sku"]: line["quantity"] for line in self.body["items"]}

    @property
    def redeems(self) -> bool:
        """Whether its coupon is used up for good."""
        return self.body["coupon_code"] == COUPON and self.reason is None

    def as_event(self, order_id: str) -> dict[str, Any]:
        """The body of its `order.created`."""
        prices = PRODUCTS | {SOLD_OUT: 1000}
        lines = [{**line, "unit_price": prices[line["sku"]]} for line in self.body["items"]]
        subtotal = sum(line["quantity"] * line["unit_price"] for line in lines)
        told = {"order_id": order_id, "customer_id": self.customer, "currency": CURRENCY, "subtotal": subtotal}
        return {**self.body, **told, "items": lines}


def orders(count: int) -> list[Wanted]:
    """So many."""
    return [_order(number) for number in range(count)]


def _order(number: int) -> Wanted:
    reason = REASONS.get(number % 50)
    first, second = f"tea-{number % 10}", f"tea-{(number + 3) % 10}"
    coupon = UNKNOWN_COUPON if reason == "coupon_rejected" else COUPON if number % 5 == 0 else None
    items = [{"sku": SOLD_OUT if reason == "out_of_stock" else first, "quantity": 1}, {"sku": second, "quantity": 2}]
    body = {
        "items": items,
        "coupon_code": coupon,
        "payment_method": DECLINED if reason == "payment_declined" else "pm_card_visa",
        "shipping_address": {
            "name": "Ada",
            "street": "Tea Lane 1",
            "city": "Seoul",
            "postal_code": NOWHERE if reason == "undeliverable" else "04524",
            "country": "KR",
        },
    }
    subtotal = PRODUCTS[first] + 2 * PRODUCTS[second]
    discount = subtotal * PERCENT // 100 if coupon == COUPON else 0
    return Wanted(number, body, reason, 0 if reason else subtotal - discount)
