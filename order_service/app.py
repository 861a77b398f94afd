"""Wires order_service together."""

from order_service import api, handlers, tables
from order_service.commands import DEADLINES, cancel_order, expire_order, forget_keys, place_order
from order_service.expectations import EXPECTATIONS
from order_service.metrics import METRICS
from shared.events import (
    DiscountRejected,
    InventoryRejected,
    OrderCreated,
    PaymentFailed,
    PaymentSucceeded,
    ProductListed,
    ShipmentCreated,
    ShipmentFailed,
)
from shared.service import Service

service = Service(
    "order_service",
    port=8001,
    subscriptions=handlers.on,
    commands=(place_order, cancel_order, expire_order),
    timers=(DEADLINES,),
    forgets=(forget_keys,),
    expectations=EXPECTATIONS,
    metrics=METRICS,
    tables=tables.Table.metadata,
    router=api.router,
    roots=(
        OrderCreated,
        PaymentSucceeded,
        ShipmentCreated,
        InventoryRejected,
        DiscountRejected,
        PaymentFailed,
        ShipmentFailed,
        ProductListed,
    ),
)
