"""What everybody says, told right: the bodies from which mutants are made. Of each event as much as it can hold."""

from typing import Any

from shared.events import (
    DiscountApplied,
    DiscountRejected,
    DiscountReleased,
    Event,
    InventoryRejected,
    InventoryReleased,
    InventoryReserved,
    InventoryShipped,
    OrderCancelled,
    OrderCompleted,
    OrderCreated,
    PaymentFailed,
    PaymentRefunded,
    PaymentRequested,
    PaymentSucceeded,
    ProductListed,
    ShipmentCancelled,
    ShipmentCreated,
    ShipmentFailed,
)

ITEMS = [{"sku": "tea", "quantity": 2}, {"sku": "Tasse für zwei", "quantity": 1}]
MONEY = {"amount": 2520, "currency": "KRW"}

TOLD: dict[type[Event], dict[str, Any]] = {
    ProductListed: {"sku": "tea", "name": "Grüner Tee 🍵", "unit_price": 1400, "currency": "KRW", "version": 1},
    OrderCreated: {
        "customer_id": "kim",
        "currency": "KRW",
        "items": [{**item, "unit_price": 1400} for item in ITEMS],
        "subtotal": 4200,
        "coupon_code": "TEN",
        "payment_method": "pm_card_visa",
        "shipping_address": {
            "name": "김",
            "street": "Sejong-daero 1",
            "city": "Seoul",
            "postal_code": "04524",
            "country": "KR",
        },
    },
    OrderCompleted: {"customer_id": "kim", "total": 2520, "currency": "KRW"},
    OrderCancelled: {"reason": "customer_request"},
    InventoryReserved: {"items": ITEMS},
    InventoryReleased: {"items": ITEMS},
    InventoryShipped: {"items": ITEMS},
    InventoryRejected: {"reason": "out_of_stock", "short": [{"sku": "tea", "quantity": 2, "free": 1}]},
    DiscountApplied: {"coupon_code": "TEN", "discount": 280, "currency": "KRW"},
    DiscountRejected: {"reason": "coupon_rejected", "detail": "it is over"},
    DiscountReleased: {"coupon_code": "TEN"},
    PaymentRequested: MONEY,
    PaymentSucceeded: {**MONEY, "subtotal": 2800, "discount": 280, "reference": "pi_1"},
    PaymentFailed: {"reason": "payment_declined", "detail": "generic_decline"},
    PaymentRefunded: {**MONEY, "reference": "re_1"},
    ShipmentCreated: {"carrier": "Post", "tracking_number": "T1"},
    ShipmentFailed: {"reason": "undeliverable", "detail": "postal code 00000 is not served"},
    ShipmentCancelled: {"tracking_number": "T1"},
}


def body_of(event: type[Event], order_id: str) -> dict[str, Any]:
    """Its body, about this order."""
    about = {} if event is ProductListed else {"order_id": order_id}
    return {**about, **TOLD[event]}
