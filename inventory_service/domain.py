"""The rules of stock."""

from collections.abc import Mapping

from shared.events import Shortage

NONE, HELD, REJECTED, RELEASED, SHIPPED, TOMBSTONE = "NONE", "HELD", "REJECTED", "RELEASED", "SHIPPED", "TOMBSTONE"


class UnknownProduct(Exception):
    """There is no such SKU."""


def shortages(wanted: Mapping[str, int], free: Mapping[str, int]) -> tuple[Shortage, ...]:
    """The lines that cannot be held; of a SKU nobody knows, none is free."""
    return tuple(
        Shortage(sku=sku, quantity=quantity, free=free.get(sku, 0))
        for sku, quantity in wanted.items()
        if free.get(sku, 0) < quantity
    )
