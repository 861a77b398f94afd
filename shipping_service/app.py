"""Wires shipping_service together."""

from shared.service import Service
from shipping_service import api, gateway, handlers, tables
from shipping_service.expectations import EXPECTATIONS

service = Service(
    "shipping_service",
    port=8005,
    subscriptions=handlers.on,
    expectations=EXPECTATIONS,
    tables=tables.Table.metadata,
    router=api.router,
    closes=(gateway.close,),
)
