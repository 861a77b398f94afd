"""Wires club_service together."""

from shared.service import Service

from . import handlers, tables

service = Service("club_service", subscriptions=handlers.on, tables=tables.Table.metadata)
