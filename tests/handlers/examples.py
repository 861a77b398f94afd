"""What services say of one order, ready to be heard: `example(PaymentFailed)`; and `other(…)`, told differently."""

from typing import Any, TypeVar

from shared.events import (
    DiscountApplied,
    Event,
    InventoryRejected,
    OrderCancelled,
    OrderCompleted,
    OrderCreated,
    PaymentFailed,
    PaymentRefunded,
    PaymentRequested,
    PaymentSucceeded,
    ShipmentCreated,
    ShipmentFailed,
)

E = TypeVar("E", bound=Event)

ORDER = "order-1"
CUSTOMER = "kim"
SUBTOTAL = 2800
ADDRESS = {"name": "Kim", "street": "Sejong-daero 1", "city": "Seoul", "postal_code": "04524", "country": "KR"}

_MONEY = {"amount": SUBTOTAL, "currency": "KRW"}

_TOLD: dict[type[Event], dict[str, Any]] = {
    OrderCreated: {
        "customer_id": CUSTOMER,
        "currency": "KRW",
        "items": [{"sku": "tea", "quantity": 2, "unit_price": 1400}],
        "payment_method": "pm_card_visa",
        "shipping_address": ADDRESS,
    },
    OrderCompleted: {"customer_id": CUSTOMER, "total": SUBTOTAL, "currency": "KRW"},
    OrderCancelled: {"reason": "customer_request"},
    InventoryRejected: {"short": [{"sku": "tea", "quantity": 2, "free": 1}]},
    DiscountApplied: {"discount": 0, "currency": "KRW"},
    PaymentRequested: _MONEY,
    PaymentSucceeded: {**_MONEY, "subtotal": SUBTOTAL, "discount": 0, "reference": "pi_1"},
    PaymentFailed: {"reason": "payment_declined", "detail": "generic_decline"},
    PaymentRefunded: {**_MONEY, "reference": "re_1"},
    ShipmentCreated: {"carrier": "Post", "tracking_number": "T1"},
    ShipmentFailed: {"reason": "undeliverable", "detail": "postal code 00000 is not served"},
}

_TOLD_DIFFERENTLY: dict[type[Event], dict[str, Any]] = {
    OrderCreated: {
        "customer_id": "lee",
        "currency": "EUR",
        "items": [{"sku": "cup", "quantity": 1, "unit_price": 9}],
        "coupon_code": "OTHER",
        "payment_method": "pm_card_chargeDeclined",
        "shipping_address": {**ADDRESS, "postal_code": "00000"},
    },
    OrderCancelled: {"reason": "deadline"},
    DiscountApplied: {"discount": 7},
    PaymentSucceeded: {"discount": 7, "amount": SUBTOTAL - 7, "reference": "pi_2"},
    PaymentFailed: {"reason": "payment_unavailable"},
    ShipmentCreated: {"tracking_number": "T2"},
}


def example(event: type[E], **told: Any) -> E:
    """The event, about ORDER unless told otherwise."""
    return event.model_validate({"order_id": ORDER, **_TOLD.get(event, {}), **told})


def other(event: type[E]) -> E:
    """The event of the same order with another content, where there can be one."""
    return example(event, **_TOLD_DIFFERENTLY.get(event, {}))
