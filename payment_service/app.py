"""Wires payment_service together."""

from payment_service import api, gateway, handlers, tables
from payment_service.expectations import EXPECTATIONS
from shared.events import (
    DiscountApplied,
    InventoryReserved,
    PaymentRequested,
)
from shared.service import Service

service = Service(
    "payment_service",
    port=8002,
    subscriptions=handlers.on,
    expectations=EXPECTATIONS,
    tables=tables.Table.metadata,
    router=api.router,
    closes=(gateway.close,),
    secrets=("payment_provider_key",),
    roots=(InventoryReserved, DiscountApplied, PaymentRequested),
)
