"""Wires inventory_service together."""

from inventory_service import api, handlers, tables
from inventory_service.commands import list_product, restock
from inventory_service.expectations import EXPECTATIONS
from shared.events import (
    OrderCancelled,
    OrderCompleted,
)
from shared.service import Service

service = Service(
    "inventory_service",
    port=8003,
    subscriptions=handlers.on,
    commands=(list_product, restock),
    expectations=EXPECTATIONS,
    tables=tables.Table.metadata,
    router=api.router,
    roots=(OrderCancelled, OrderCompleted),
)
