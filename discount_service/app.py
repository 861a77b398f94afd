"""Wires discount_service together."""

from discount_service import api, handlers, tables
from discount_service.commands import put_coupon
from discount_service.expectations import EXPECTATIONS
from shared.service import Service

service = Service(
    "discount_service",
    port=8004,
    subscriptions=handlers.on,
    commands=(put_coupon,),
    expectations=EXPECTATIONS,
    tables=tables.Table.metadata,
    router=api.router,
)
